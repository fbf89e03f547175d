package dev.durable.it.harness;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A message in the wire format of Protocol Buffers, read without its schema: who asks knows the numbers of its fields. */
final class Wire {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private record Field(int number, byte[] value) {}

    private final List<Field> fields = new ArrayList<>();

    Wire(byte[] message) {
        ByteBuffer rest = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (rest.hasRemaining()) {
            int tag = (int) varint(rest);
            byte[] value = value(rest, tag & 7);
            fields.add(new Field(tag >>> 3, value));
        }
    }

    private static byte[] value(ByteBuffer rest, int type) {
        int length =
                switch (type) {
                    case VARINT -> 0;
                    case FIXED64 -> Long.BYTES;
                    case FIXED32 -> Integer.BYTES;
                    case BYTES -> (int) varint(rest);
                    default -> throw new IllegalArgumentException("Not a type of a field: " + type);
                };
        if (type == VARINT) {
            varint(rest); // nobody asks for numbers
        }
        byte[] value = new byte[length];
        rest.get(value);
        return value;
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        byte next = rest.get();
        for (int shift = 0; ; shift += 7) {
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
            next = rest.get();
        }
    }

    private Stream<byte[]> values(int number) {
        return fields.stream().filter(field -> field.number() == number).map(Field::value);
    }

    /** The messages in a field. */
    Stream<Wire> messages(int number) {
        return values(number).map(Wire::new);
    }

    /** The text in a field; empty if there is none. */
    String text(int number) {
        return values(number)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    /** The bytes in a field as digits; empty if there are none. */
    String hex(int number) {
        return values(number).map(HexFormat.of()::formatHex).findFirst().orElse("");
    }
}
