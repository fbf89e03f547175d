package dev.durable.example.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.example.intake.Decision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTextTest {

    @Test
    void aDecisionIsWhoSaysYesOrNo() throws IOException {
        assertThat(read("{\"approved\": true, \"by\": \"Ann Ünal\"}")).isEqualTo(new Decision(true, "Ann Ünal"));
        assertThat(read("{\"by\":\"Bob\",\"approved\":false}")).isEqualTo(new Decision(false, "Bob"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', textBlock = """
            ''                                         | looks like {"approved": true, "by": "Ann"}: this is no JSON
            nonsense                                   | no JSON
            {"approved": true, "by": "Ann"             | no JSON
            []                                         | an object with "approved" and "by"
            {"approved": true}                         | an object with "approved" and "by"
            {"aproved": true, "by": "Ann"}             | an object with "approved" and "by"
            {"approved": true, "by": "Ann", "also": 1} | nothing else
            {"approved": "true", "by": "Ann"}          | "approved" is true or false
            {"approved": null, "by": "Ann"}            | "approved" is true or false
            {"approved": true, "by": 7}                | "by" is a text
            {"approved": true, "by": " "}              | 1 to 100 characters
            {"approved": true, "by": "A\\nB"}          | no control characters
            """)
    void whatIsNoneIsRefusedAndToldWhatOneLooksLike(String text, String part) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }

    @Test
    void aNameHasAHundredCharactersAtMost() throws IOException {
        assertThat(read("{\"approved\": true, \"by\": \"%s\"}".formatted("x".repeat(100)))
                        .by())
                .hasSize(100);
        assertThatThrownBy(() -> read("{\"approved\": true, \"by\": \"%s\"}".formatted("x".repeat(101))))
                .hasMessageContaining("1 to 100 characters");
    }

    @Test
    void noMoreIsReadThanADecisionCanHave() {
        assertThatThrownBy(() -> read("{\"approved\": true, \"by\": \"Ann\"}" + " ".repeat(10_000)))
                .hasMessageContaining("more than 10000 bytes");
    }

    private static Decision read(String text) throws IOException {
        return DecisionText.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }
}
