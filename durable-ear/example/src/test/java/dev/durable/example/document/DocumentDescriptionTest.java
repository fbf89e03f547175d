package dev.durable.example.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentDescriptionTest {

    @Test
    void aDocumentIsDescribed() throws NotTextException {
        assertThat(describe("# The cat\n\nThe cat sat, the dog ran.\n"))
                .isEqualTo(new DocumentDescription(
                        "a.md",
                        "The cat",
                        37,
                        8,
                        3,
                        "3d16d089c28074974fe0dcbb14d15edf399773672b358e9e14bcecac0aa0f195",
                        List.of(
                                new WordCount("the", 3),
                                new WordCount("cat", 2),
                                new WordCount("dog", 1),
                                new WordCount("ran", 1),
                                new WordCount("sat", 1))));
    }

    @Test
    void anEmptyDocumentHasNoTitleAndNoWords() throws NotTextException {
        DocumentDescription empty = describe("");
        assertThat(empty.title()).isNull();
        assertThat(empty.characters()).isZero();
        assertThat(empty.words()).isZero();
        assertThat(empty.lines()).isZero();
        assertThat(empty.topWords()).isEmpty();
        assertThat(empty.sha256()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void aCharacterIsACodePoint() throws NotTextException {
        assertThat(describe("\uD83D\uDE80").characters()).isEqualTo(1);
        assertThat(describe("e\u0301").characters()).isEqualTo(2);
        assertThat(describe("\uFEFFa\r\n").characters()).isEqualTo(4);
    }

    @Test
    void aWordIsARunOfLettersAndDigits() throws NotTextException {
        assertThat(describe("don't stop_2 x86-64, über  1984").words()).isEqualTo(8);
        assertThat(describe("\uD835\uDC00\uD835\uDC01 \uD83D\uDE80 \u0661\u0662")
                        .words())
                .as("letters beyond 16 bits, an emoji, Arabic digits")
                .isEqualTo(2);
    }

    @Test
    void aCombiningMarkIsNoLetterAndEndsAWord() throws NotTextException {
        assertThat(describe("cafe\u0301s").words()).isEqualTo(2);
        assertThat(describe("caf\u00E9s").words()).isEqualTo(1);
    }

    @Test
    void aLineEndsAsStringsLinesSays() throws NotTextException {
        assertThat(describe("a\nb").lines()).isEqualTo(2);
        assertThat(describe("a\r\nb\r\n").lines()).isEqualTo(2);
        assertThat(describe("a\rb\n\n").lines()).isEqualTo(3);
    }

    @Test
    void topWordsAreTheTenMostFrequentAndEquallyFrequentOnesAlphabetical() throws NotTextException {
        String text = "zebra Zebra ZEBRA m l k j i h g f e d c b a a";
        assertThat(describe(text).topWords().stream()
                        .map(word -> word.word() + word.count())
                        .collect(Collectors.joining(" ")))
                .isEqualTo("zebra3 a2 b1 c1 d1 e1 f1 g1 h1 i1");
    }

    @Test
    void wordsAreLowerCasedWithoutRegardToTheServersLanguage() throws NotTextException {
        Locale before = Locale.getDefault();
        Locale.setDefault(new Locale("tr"));
        try {
            assertThat(describe("INDEX index").topWords()).containsExactly(new WordCount("index", 2));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatIsNotTextIsRefusedByName() {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
        assertThatThrownBy(() -> DocumentDescription.of("logo.png", png))
                .isInstanceOf(NotTextException.class)
                .hasMessageContaining("\"logo.png\" is not text");
        assertThatThrownBy(() -> DocumentDescription.of("b.txt", "über".getBytes(ISO_8859_1)))
                .isInstanceOf(NotTextException.class);
        assertThatThrownBy(() -> DocumentDescription.of("c.txt", "abc".getBytes(UTF_16)))
                .isInstanceOf(NotTextException.class);
        assertThatThrownBy(() -> describe("a\0b")).hasMessageContaining("NUL");
        byte[] surrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
        assertThatThrownBy(() -> DocumentDescription.of("d.txt", surrogate)).isInstanceOf(NotTextException.class);
    }

    @Test
    void aLargeDocumentOfManyWordsIsCountedExactly() throws NotTextException {
        String text = IntStream.range(0, 200_000).mapToObj(n -> "w" + n % 1000).collect(Collectors.joining("\n"));
        DocumentDescription large = describe(text);
        assertThat(large.words()).isEqualTo(200_000);
        assertThat(large.lines()).isEqualTo(200_000);
        assertThat(large.topWords()).hasSize(10).allMatch(word -> word.count() == 200);
    }

    private static DocumentDescription describe(String text) throws NotTextException {
        return DocumentDescription.of("a.md", text.getBytes(UTF_8));
    }
}
