package dev.durable.example.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TitlesTest {

    @Nested
    class MarkdownHeadings {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "# Title",
                    "###### Title",
                    "#\tTitle",
                    "   # Title",
                    "#   Title   ",
                    "# Title #",
                    "## Title ######  ",
                    "text before\n\n# Title\n\ntext after",
                    "text before\n# Title",
                    "#\n\n# Title",
                    "# #\n# Title",
                    "# Title\t##",
                    "# ##\t\n# Title"
                })
        void beginWithHashesAndABlank(String text) {
            assertTitle(text, "Title");
        }

        @ParameterizedTest
        @ValueSource(strings = {"####### seven", "#tag", "#!/bin/sh", "    # indented code", "\t# indented code"})
        void areNotWhateverBeginsWithAHash(String line) {
            assertTitle("first\n\n" + line + "\n\n## Title", "Title");
        }

        @Test
        void keepHashesThatAreTheirs() {
            assertTitle("# C# and F#", "C# and F#");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"Title\n===", "Title\n-", "Title\n  ==========  ", "Title\r\n=====\r\n", "  Title\n---"})
        void mayBeUnderlinedAtAnyLength(String text) {
            assertTitle("intro\n\n" + text, "Title");
        }

        @Test
        void mayBeAWholeParagraphThatIsUnderlined() {
            assertTitle("A title on\ntwo lines\n===", "A title on two lines");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "- item\n---",
                    "* item\n  more of it\n---",
                    "> quotation\n---",
                    "<p>\nhtml\n---\n</p>",
                    "    code\n---",
                    "a | b\n--- | ---\n1 | 2",
                    "\n---\n",
                    "***\n---"
                })
        void areNotWhateverIsAboveARule(String block) {
            assertTitle("intro\n\n" + block + "\n\n# Title", "Title");
        }
    }

    @Nested
    class RestructuredTextHeadings {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Title\n=====",
                    "Title\n~~~~~",
                    "Title\n^^^^^^^",
                    "Title\n*****",
                    "Title\n#####",
                    "=====\nTitle\n=====",
                    "#########\n  Title\n#########",
                    "*****\nTitle\n*****",
                    ".. _label:\n\nTitle\n\"\"\"\"\"",
                    ".. image:: picture.png\n   :alt: A picture\n\nTitle\n....."
                })
        void areUnderlinedOrFramed(String text) {
            assertTitle(text, "Title");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Longer than its line\n~~~~~~\n\n~~~~~~",
                    "one\ntwo\n^^^^^^^",
                    "a\n}",
                    "====\nLonger than its frame\n====x"
                })
        void areNotLongerThanTheirLine(String block) {
            assertTitle("intro\n\n" + block + "\n\nTitle\n^^^^^", "Title");
        }

        @Test
        void areMeasuredInCodePoints() {
            assertTitle("intro\n\n\uD83D\uDE80 go\n^^^^", "\uD83D\uDE80 go");
        }
    }

    @Nested
    class Blocks {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "```\n# comment\n```",
                    "```bash\n# comment\nName\n====\n```",
                    "~~~\n# comment\n~~~",
                    "````\n```\n# comment\n````",
                    "```\n~~~\n# comment\n```   ",
                    "Run:\n```\n# comment\n```",
                    "<!--\n# comment\nname\n----\n-->",
                    "<!-- # comment -->"
                })
        void haveNoHeadings(String block) {
            assertTitle("intro\n\n" + block + "\n\n# Title", "Title");
        }

        @Test
        void thatNobodyClosesReachToTheEnd() {
            assertTitle("intro\n```\n# comment\n", "intro");
        }

        @Test
        void ofOneLineOfCodeAreNoHeadingBetweenRules() {
            assertTitle("```\nls\n```\n# Title", "Title");
        }
    }

    @Nested
    class FrontMatter {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "---\n# comment\nkey: value\n---\n# Title",
                    "---\nkey: value\n...\nTitle\n---",
                    "+++\nkey = 1\n+++\n\n# Title",
                    "---\r\nkey: value\r\n---\r\nTitle\r\n"
                })
        void isNotPartOfTheText(String text) {
            assertTitle(text, "Title");
        }

        @Test
        void thatIsNotClosedIsText() {
            assertTitle("---\n# Title\nmore", "Title");
        }

        @Test
        void isNotARuleAboveText() {
            assertTitle("---\n\n# Title\n\n---\n\n# Other", "Title");
        }
    }

    @Nested
    class TextWithoutHeading {

        @Test
        void isTitledByItsFirstLineThatIsNotBlank() {
            assertTitle("\n \t\n  Dear all,\nregards\n", "Dear all,");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "\n", " \r\n\t\n", "\uFEFF", "\u3000\n"})
        void hasNoTitleIfAllIsBlank(String text) {
            assertThat(Titles.of(text)).isEmpty();
        }

        @Test
        void isCutWhereALineDoesNotEnd() {
            assertThat(Titles.of("\uD83D\uDE80".repeat(2000))).hasValue("\uD83D\uDE80".repeat(1000));
        }
    }

    @Test
    void aByteOrderMarkHidesNoHeading() {
        assertTitle("\uFEFF# Title", "Title");
    }

    @Test
    void theFirstHeadingWinsWhateverItsLevelAndMarkup() {
        assertTitle("### First\n\nSecond\n======", "First");
        assertTitle("First\n~~~~~\n\n# Second", "First");
    }

    /** Each is the worst for one of the patterns: what looked at it more than a few times would not end in a day. */
    @ParameterizedTest
    @CsvSource({
        "'x', ' ', 'x'",
        "'# x', ' ', 'x'",
        "'# x', '\t ', 'x'",
        "'# ', ' ', '\u2028'",
        "'# x', ' #', 'x'",
        "'', '#', ' x'",
        "'x\n', '=', 'x'",
        "'x\n', '= ', ''",
        "'x\n=', ' ', 'x'",
        "'---', ' ', 'x'",
        "'~~~', '~', '\u2028x'",
        "'```', '`', 'x`'",
        "'```', 'x', '`'",
        "'~~~\n', '~', 'x'",
        "'~~~\n~~~', ' ', 'x'",
        "'<!--\n', '--', '>'",
        "'<!--\n', '-->', '\u2028'",
        "'<!--\n', '<!-- ', '\u2028'",
        "'- ', '- ', '\u2028'",
        "'    ', ' ', '\u2028x'",
        "'x\n', 'y\n', '='",
        "'', '~~~\n', 'x'",
        "'====\n', 'x', '\n===='"
    })
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    void aLineAsLongAsADocumentIsReadInNoTime(String start, String repeated, String end) {
        String text = start + repeated.repeat(5_000_000 / repeated.length()) + end;
        assertThat(Titles.of(text))
                .hasValueSatisfying(title -> assertThat(title).isNotBlank().hasSizeLessThanOrEqualTo(1000));
    }

    private static void assertTitle(String text, String title) {
        assertThat(Titles.of(text)).hasValue(title);
    }
}
