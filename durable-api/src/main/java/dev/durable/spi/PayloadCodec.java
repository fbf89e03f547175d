package dev.durable.spi;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns what user code takes and returns into text and back, always bound to the type that the task declares. No
 * class is ever chosen by what the text says.
 */
public interface PayloadCodec {

    /**
     * Encodes a value.
     *
     * @throws IllegalArgumentException if the value cannot be carried, saying why
     */
    String encode(Type type, @Nullable Object value);

    /**
     * Decodes what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if the text does not fit the type, saying why
     */
    @Nullable
    Object decode(Type type, String text);
}
