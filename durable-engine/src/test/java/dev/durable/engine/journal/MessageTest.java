package dev.durable.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.engine.GeneratedPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MessageTest {

    @Test
    void everyMessageHasAnIdOfItsOwn() {
        assertThat(Message.values())
                .extracting(Message::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("DUR\\d{4}"));
    }

    @Test
    void placesAreFilledInOrder() {
        assertThat(Message.FINISHED.render("a", "b", "c")).isEqualTo("DUR0044: Execution a of task b is c");
    }

    @Test
    void whatComesFromOutsideCannotWriteLinesOfItsOwn() {
        assertThat(Message.ATTEMPT_FAILED.render(1, "e", "t", "a\r\nDUR0001: forged \u001b[31m \u202e \u2028"))
                .endsWith("failed: a\\u000d\\u000aDUR0001: forged \\u001b[31m \\u202e \\u2028");
    }

    @Test
    void theMessagesPageListsEveryMessage() throws IOException {
        StringBuilder page = new StringBuilder("# Messages\n\n");
        page.append("What the engine logs, under the logger `dev.durable`. INFO says that something changed, WARNING\n")
                .append("that an operator should look, DEBUG is for following a single execution. Ids never change.\n")
                .append("\n| id | level | text |\n|---|---|---|\n");
        for (Message message : Message.values()) {
            page.append("| %s | %s | %s |\n".formatted(message.id(), message.level(), message.text()));
        }
        GeneratedPage.check("messages.md", page.toString());
    }
}
