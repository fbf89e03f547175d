package dev.durable.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageReferenceTest {

    private static final Pattern ID = Pattern.compile("DUR[0-9]{4}");

    @Test
    void theOperationsPageNamesNoMessageThatIsNeverLogged() throws IOException {
        String storeMessages = Files.readString(Path.of("..", "docs", "store-messages.md"));
        Set<String> known = Stream.concat(
                        Stream.of(Message.values()).map(Message::id),
                        ID.matcher(storeMessages).results().map(MatchResult::group))
                .collect(Collectors.toSet());
        String page = Files.readString(Path.of("..", "docs", "operations.md"));

        assertThat(ID.matcher(page).results().map(MatchResult::group))
                .isNotEmpty()
                .isSubsetOf(known);
    }
}
