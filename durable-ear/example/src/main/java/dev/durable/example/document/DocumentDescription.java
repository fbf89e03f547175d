package dev.durable.example.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue says about one document.
 *
 * @param name its path in the ZIP
 * @param title its first heading, else its first line that is not blank; null if there is neither
 * @param characters its Unicode code points
 * @param words its maximal runs of letters and digits
 * @param lines its lines, as {@link String#lines()} counts them
 * @param sha256 the digest of its bytes in hexadecimal
 * @param topWords its ten most frequent words
 */
public record DocumentDescription(
        String name,
        @Nullable String title,
        long characters,
        long words,
        long lines,
        String sha256,
        List<WordCount> topWords) {

    private static final int TOP_WORDS = 10;

    /** Not in the compact form, for the reason that {@link Catalogue} gives. */
    public DocumentDescription(
            String name,
            @Nullable String title,
            long characters,
            long words,
            long lines,
            String sha256,
            List<WordCount> topWords) {
        this.name = name;
        this.title = title;
        this.characters = characters;
        this.words = words;
        this.lines = lines;
        this.sha256 = sha256;
        this.topWords = List.copyOf(topWords);
    }

    /**
     * Describes a document.
     *
     * @throws NotTextException if it is not UTF-8, or has a NUL character, as binary files have
     */
    public static DocumentDescription of(String name, byte[] content) throws NotTextException {
        String text = decode(name, content);
        Words words = Words.of(text);
        return new DocumentDescription(
                name,
                Titles.of(text).orElse(null),
                text.codePoints().count(),
                words.total(),
                text.lines().count(),
                sha256(content),
                words.top(TOP_WORDS));
    }

    private static String decode(String name, byte[] content) throws NotTextException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotTextException("\"" + name + "\" is not text: its bytes are not UTF-8");
        }
        if (text.indexOf('\0') >= 0) {
            throw new NotTextException("\"" + name + "\" is not text: it has a NUL character");
        }
        return text;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
