package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StoreMessageTest {

    private static final Path PAGE = Path.of("..", "docs", "store-messages.md");

    @Test
    void everyMessageHasAnIdOfItsOwn() {
        assertThat(StoreMessage.values())
                .extracting(StoreMessage::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("DUR01\\d\\d"));
    }

    @Test
    void whatAMessageIsAboutWritesNoLineOfItsOwnAndFillsNoOtherPlace() {
        assertThat(StoreMessage.WEAK_GUARANTEE.render("a\r\nDUR0001\u001b[31m\u2028\u202e", "{2}$1", "c"))
                .isEqualTo("DUR0103: PostgreSQL runs with a\\u000d\\u000aDUR0001\\u001b[31m\\u2028\\u202e={2}$1: c");
    }

    @Test
    void theMessagesPageListsEveryMessage() throws IOException {
        StringBuilder page = new StringBuilder("# Messages of the store\n\n")
                .append("What the store logs, under the logger `dev.durable.jpa`; the engine's are in\n")
                .append("[messages.md](messages.md).\n")
                .append("\n| id | level | text |\n|---|---|---|\n");
        for (StoreMessage message : StoreMessage.values()) {
            page.append("| %s | %s | %s |\n".formatted(message.id(), message.level(), message.text()));
        }
        if ("write".equals(System.getProperty("durable.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("the generated page; run the tests of durable-jpa with -Ddurable.docs=write to write it anew")
                .hasContent(page.toString());
    }
}
