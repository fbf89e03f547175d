package dev.durable.engine.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ExecutionId;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPayloadCodecTest {

    private final JsonPayloadCodec codec = new JsonPayloadCodec();

    @AfterEach
    void close() {
        codec.close();
    }

    enum Color {
        RED {
            @Override
            public String toString() {
                return "a colour of its own class";
            }
        },
        BLUE
    }

    record Point(int x, double y) {}

    record Box<T>(T value, List<T> more, T[] array) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Box<?> box
                    && Objects.equals(value, box.value)
                    && Objects.equals(more, box.more)
                    && Arrays.equals(array, box.array);
        }

        @Override
        public int hashCode() {
            return Objects.hash(value, more);
        }
    }

    record Pair<A, B>(A left, B right) {}

    record Nest(Pair<String, Pair<Point, Optional<Instant>>> inner, List<Pair<Color, byte[]>> list) {}

    record Tree<T>(T name, List<Tree<T>> children) {}

    record Moments(
            Instant instant,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            OffsetDateTime offset,
            ZonedDateTime zoned,
            Duration duration,
            Period period,
            ZoneId zone,
            YearMonth month,
            MonthDay day,
            DayOfWeek weekday) {}

    record Numbers(
            long big, BigDecimal decimal, BigInteger integer, double real, float single, byte small, char letter) {}

    record Maybe(
            Optional<String> text, Optional<Point> point, OptionalInt whole, OptionalLong wide, OptionalDouble real) {}

    record Many(
            Set<Color> colors,
            SortedSet<String> sorted,
            Deque<Integer> deque,
            Map<String, List<Point>> map,
            SortedMap<String, Integer> sortedMap) {}

    private void roundTrip(Type type, @Nullable Object value) {
        assertThat(codec.decode(type, codec.encode(type, value))).isEqualTo(value);
    }

    /** A type as a field declares it, because a test cannot write one otherwise. */
    private abstract static class TypeOf<T> {
        Type type() {
            return ((ParameterizedType) getClass().getGenericSuperclass()).getActualTypeArguments()[0];
        }
    }

    @Nested
    class ComesBackAsItWas {

        @Test
        void scalars() {
            roundTrip(String.class, "quote \" backslash \\ zero \0 newline \n smile \ud83d\ude00");
            roundTrip(Integer.class, Integer.MIN_VALUE);
            roundTrip(Long.class, Long.MAX_VALUE);
            roundTrip(Boolean.class, true);
            roundTrip(Character.class, '"');
            roundTrip(Double.class, 1e300);
            roundTrip(Float.class, 3.4028235e38f);
            roundTrip(UUID.class, UUID.randomUUID());
            roundTrip(URI.class, URI.create("https://example.org/a?b#c"));
            roundTrip(Instant.class, Instant.parse("2026-01-01T00:00:00.123456789Z"));
            roundTrip(Color.class, Color.RED);
        }

        @Test
        void lessCommonScalars() throws Exception {
            roundTrip(Date.class, new Date(1_700_000_000_123L));
            roundTrip(URL.class, URI.create("https://example.org/").toURL());
            roundTrip(OffsetTime.class, OffsetTime.parse("10:15:30.5+02:00"));
            roundTrip(Short.class, Short.MIN_VALUE);
            JsonObject json = Json.createObjectBuilder()
                    .add("a", Json.createArrayBuilder().add(1).addNull())
                    .build();
            roundTrip(JsonObject.class, json);
            roundTrip(JsonArray.class, json.getJsonArray("a"));
            roundTrip(JsonValue.class, json);
            roundTrip(new TypeOf<Pair<JsonValue, Date>>() {}.type(), new Pair<>(json, new Date(5)));
        }

        @Test
        void collectionClasses() {
            roundTrip(new TypeOf<ArrayList<Integer>>() {}.type(), new ArrayList<>(List.of(1)));
            roundTrip(new TypeOf<LinkedList<Integer>>() {}.type(), new LinkedList<>(List.of(1)));
            roundTrip(new TypeOf<HashSet<Color>>() {}.type(), new HashSet<>(Set.of(Color.RED)));
            roundTrip(new TypeOf<LinkedHashSet<Point>>() {}.type(), new LinkedHashSet<>(Set.of(new Point(1, 2))));
            roundTrip(new TypeOf<NavigableSet<String>>() {}.type(), new TreeSet<>(Set.of("a")));
            roundTrip(new TypeOf<Collection<String>>() {}.type(), List.of("a"));
            roundTrip(
                    new TypeOf<LinkedHashMap<String, Point>>() {}.type(),
                    new LinkedHashMap<>(Map.of("a", new Point(1, 2))));
            roundTrip(new TypeOf<NavigableMap<Integer, Point>>() {}.type(), new TreeMap<>(Map.of(1, new Point(1, 2))));
            roundTrip(
                    new TypeOf<Map<String, Map<Color, Set<Point>>>>() {}.type(),
                    Map.of("a", Map.of(Color.RED, Set.of(new Point(1, 2)))));
        }

        @Test
        void nothing() {
            assertThat(codec.encode(Void.class, null)).isEqualTo("null");
            roundTrip(Void.class, null);
            roundTrip(Point.class, null);
            roundTrip(String.class, null);
        }

        @Test
        void numbersOfAnySize() {
            roundTrip(
                    Numbers.class,
                    new Numbers(
                            (1L << 53) + 1,
                            new BigDecimal("1234567890123456789012345678901234567890.12345678901234567890"),
                            new BigInteger("123456789012345678901234567890"),
                            0.1 + 0.2,
                            0.1f,
                            (byte) -128,
                            'x'));
            roundTrip(BigDecimal.class, new BigDecimal("1.10"));
            roundTrip(BigDecimal.class, new BigDecimal("1E+400"));
        }

        @Test
        void dates() {
            roundTrip(
                    Moments.class,
                    new Moments(
                            Instant.parse("2026-01-01T00:00:00.123456789Z"),
                            LocalDate.parse("2026-02-28"),
                            LocalTime.parse("23:59:59.999999999"),
                            LocalDateTime.parse("2026-03-29T02:30:00"),
                            OffsetDateTime.parse("2026-01-01T00:00:00+02:00"),
                            ZonedDateTime.of(LocalDateTime.parse("2026-07-01T10:00:00"), ZoneId.of("Europe/Berlin")),
                            Duration.parse("PT1.5S"),
                            Period.ofDays(3),
                            ZoneOffset.ofHours(2),
                            YearMonth.of(2026, 1),
                            MonthDay.of(2, 29),
                            DayOfWeek.MONDAY));
        }

        @Test
        void optionals() {
            roundTrip(
                    Maybe.class,
                    new Maybe(
                            Optional.of(""),
                            Optional.of(new Point(1, 2)),
                            OptionalInt.of(0),
                            OptionalLong.of(Long.MAX_VALUE),
                            OptionalDouble.of(0.5)));
            Maybe empty = new Maybe(
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalLong.empty(),
                    OptionalDouble.empty());
            roundTrip(Maybe.class, empty);
            assertThat(codec.decode(Maybe.class, "{}")).isEqualTo(empty);
            roundTrip(new TypeOf<Optional<Point>>() {}.type(), Optional.empty());
            roundTrip(new TypeOf<Optional<Point>>() {}.type(), Optional.of(new Point(1, 2)));
        }

        @Test
        void collectionsAndMaps() {
            roundTrip(
                    new TypeOf<Map<String, List<Point>>>() {}.type(),
                    Map.of("a", List.of(new Point(1, 2)), "b", List.of()));
            roundTrip(new TypeOf<List<String>>() {}.type(), Arrays.asList("a", null));
            Many many = (Many) codec.decode(
                    Many.class,
                    codec.encode(
                            Many.class,
                            new Many(
                                    Set.of(Color.RED),
                                    new TreeSet<>(Set.of("b", "a")),
                                    new ArrayDeque<>(List.of(1, 2)),
                                    new HashMap<>(Collections.singletonMap("none", null)),
                                    new TreeMap<>(Map.of("b", 1, "a", 2)))));
            assertThat(many.colors()).containsExactly(Color.RED);
            assertThat(many.sorted()).containsExactly("a", "b");
            assertThat(many.deque()).containsExactly(1, 2);
            assertThat(many.map()).containsOnlyKeys("none").containsEntry("none", null);
            assertThat(many.sortedMap()).containsExactly(Map.entry("a", 2), Map.entry("b", 1));
        }

        @Test
        void mapsByTheirKeys() {
            roundTrip(new TypeOf<Map<Color, List<Integer>>>() {}.type(), Map.of(Color.RED, List.of(1)));
            roundTrip(new TypeOf<Map<UUID, String>>() {}.type(), Map.of(UUID.randomUUID(), "x"));
            roundTrip(new TypeOf<Map<Integer, String>>() {}.type(), Map.of(1, "x"));
            roundTrip(new TypeOf<Map<Long, String>>() {}.type(), Map.of(Long.MAX_VALUE, "x"));
            roundTrip(new TypeOf<Map<Short, String>>() {}.type(), Map.of((short) 1, "x"));
            roundTrip(new TypeOf<Map<Byte, String>>() {}.type(), Map.of((byte) 1, "x"));
            roundTrip(new TypeOf<Map<Boolean, String>>() {}.type(), Map.of(true, "x"));
            roundTrip(new TypeOf<Map<Character, String>>() {}.type(), Map.of('c', "x"));
            roundTrip(new TypeOf<Map<BigInteger, String>>() {}.type(), Map.of(BigInteger.TEN, "x"));
            roundTrip(new TypeOf<Map<BigDecimal, String>>() {}.type(), Map.of(new BigDecimal("1.50"), "x"));
            roundTrip(new TypeOf<Map<LocalDate, String>>() {}.type(), Map.of(LocalDate.EPOCH, "x"));
            roundTrip(new TypeOf<Map<URI, String>>() {}.type(), Map.of(URI.create("a:b"), "x"));
        }

        @Test
        void genericRecords() {
            roundTrip(
                    new TypeOf<Box<Point>>() {}.type(),
                    new Box<>(new Point(1, 2), List.of(new Point(3, 4)), new Point[] {new Point(5, 6)}));
            roundTrip(
                    new TypeOf<Box<Map<String, List<Point>>>>() {}.type(),
                    new Box<>(Map.of("a", List.of(new Point(1, 2))), List.of(), null));
            roundTrip(
                    new TypeOf<List<Pair<Pair<UUID, Instant>, Optional<Color>>>>() {}.type(),
                    List.of(new Pair<>(new Pair<>(UUID.randomUUID(), Instant.EPOCH), Optional.of(Color.BLUE))));
        }

        @Test
        void genericRecordsWithinOthers() {
            Nest nest = new Nest(
                    new Pair<>("a", new Pair<>(new Point(1, 2), Optional.of(Instant.EPOCH))),
                    List.of(new Pair<>(Color.RED, new byte[] {1, 2})));
            Nest back = (Nest) codec.decode(Nest.class, codec.encode(Nest.class, nest));
            assertThat(back.inner()).isEqualTo(nest.inner());
            assertThat(back.list().get(0).right()).containsExactly(1, 2);
        }

        @Test
        void recursiveRecords() {
            roundTrip(
                    new TypeOf<Tree<String>>() {}.type(),
                    new Tree<>("root", List.of(new Tree<>("leaf", List.of()), new Tree<>("other", List.of()))));
        }

        @Test
        void bytesAsBase64() {
            assertThat(codec.encode(byte[].class, new byte[] {1, 2})).isEqualTo("\"AQI=\"");
            roundTrip(byte[].class, new byte[] {1, -1, 0});
            roundTrip(int[][].class, new int[][] {{1}, {2, 3}});
        }

        @Test
        void anExecutionIdAsItsText() {
            ExecutionId id = new ExecutionId(UUID.randomUUID());
            assertThat(codec.encode(ExecutionId.class, id)).isEqualTo("\"" + id + "\"");
            roundTrip(ExecutionId.class, id);
            roundTrip(new TypeOf<Pair<ExecutionId, List<ExecutionId>>>() {}.type(), new Pair<>(id, List.of(id)));
        }

        @Test
        void halfOfASurrogatePair() {
            String text = "a\ud800b \ud83d\ude00 c\udc00";
            assertThat(codec.encode(String.class, text)).isEqualTo("\"a\\ud800b \ud83d\ude00 c\\udc00\"");
            roundTrip(String.class, text);
        }

        @Test
        void whatJsonBAnnotationsSay() {
            Renamed renamed = new Renamed(new Point(1, 2));
            assertThat(codec.encode(Renamed.class, renamed)).isEqualTo("{\"the-point\":{\"x\":1,\"y\":2.0}}");
            roundTrip(Renamed.class, renamed);
            roundTrip(Formatted.class, new Formatted(LocalDate.parse("2026-02-01"), new Circle(1)));
            roundTrip(Shape.class, new Circle(3));
            roundTrip(new TypeOf<List<Shape>>() {}.type(), List.of(new Circle(3), new Square(2)));
        }

        @Test
        void beans() {
            Bean bean = new Bean();
            bean.setName("n");
            bean.point = new Point(1, 2);
            assertThat(codec.decode(Bean.class, codec.encode(Bean.class, bean)))
                    .usingRecursiveComparison()
                    .isEqualTo(bean);
        }
    }

    public record Renamed(@JsonbProperty("the-point") Point point) {}

    public record Formatted(@JsonbDateFormat("dd.MM.yyyy") LocalDate date, Circle circle) {}

    @JsonbTypeInfo({
        @JsonbSubtype(alias = "circle", type = Circle.class),
        @JsonbSubtype(alias = "square", type = Square.class)
    })
    public sealed interface Shape permits Circle, Square {}

    public record Circle(int radius) implements Shape {}

    public record Square(int side) implements Shape {}

    public static class Bean {
        private String name = "";
        public @Nullable Point point;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    public static class Named {
        public String name = "named";
    }

    public static class Special extends Named {
        public String extra = "extra";
    }

    record Checked(int positive) {
        Checked {
            if (positive <= 0) {
                throw new IllegalArgumentException("must be positive");
            }
        }
    }

    @Test
    void aSubclassIsWrittenAsTheDeclaredType() {
        assertThat(codec.encode(Named.class, new Special())).isEqualTo("{\"name\":\"named\"}");
    }

    @Test
    void unknownPropertiesAreIgnored() {
        assertThat(codec.decode(Point.class, "{\"x\":1,\"old\":[{\"x\":[]}],\"y\":2,\"older\":{\"x\":5}}"))
                .isEqualTo(new Point(1, 2));
    }

    @Test
    void absentComponentsAreNullOrZero() {
        assertThat(codec.decode(Point.class, "{}")).isEqualTo(new Point(0, 0));
        assertThat(codec.decode(Renamed.class, "{}")).isEqualTo(new Renamed(null));
    }

    @Test
    void noClassIsChosenByTheText() {
        assertThat(codec.decode(Named.class, "{\"@class\":\"" + Special.class.getName() + "\",\"name\":\"n\"}"))
                .isExactlyInstanceOf(Named.class);
    }

    @Nested
    class IsRefusedWithAReason {

        private void unreadable(Type type, String text, String reason) {
            assertThatThrownBy(() -> codec.decode(type, text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Cannot read the text as " + type.getTypeName() + ": ")
                    .hasMessageContaining(reason);
        }

        private void unwritable(Type type, Object value, String reason) {
            assertThatThrownBy(() -> codec.encode(type, value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Cannot write the value as " + type.getTypeName() + ": ")
                    .hasMessageContaining(reason);
        }

        @Test
        void notANumber() {
            unwritable(Double.class, Double.NaN, "NaN");
            unwritable(Float.class, Float.POSITIVE_INFINITY, "");
            unwritable(Point.class, new Point(1, Double.NEGATIVE_INFINITY), "Infinite");
        }

        @Test
        void aValueOfAnotherType() {
            unwritable(Point.class, "text", "it is a java.lang.String");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", "{", "[]", "1", "\"x\"", "{\"x\":\"a\"}", "{\"x\":{}}", "nul", "}", "{\"x\":1,}"})
        void textOfAnotherShape(String text) {
            unreadable(Point.class, text, "");
            unreadable(new TypeOf<Pair<Point, Point>>() {}.type(), "{\"left\":" + text + "}", "");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{} {}", "{}x", "null null", "{}]", "{},"})
        void textThatGoesOn(String text) {
            unreadable(Point.class, text, "the text goes on after its value");
        }

        @Test
        void aNumberThatDoesNotFit() {
            unreadable(Point.class, "{\"x\":99999999999}", "x is of type int, which cannot be 99999999999");
            unreadable(Point.class, "{\"x\":1.5}", "x is of type int, which cannot be 1.5");
            unreadable(Point.class, "{\"x\":1e999999999}", "x is of type int");
            unreadable(BigInteger.class, "1e999999999", "");
        }

        @Test
        void nullWhereThereIsNone() {
            unreadable(Point.class, "{\"x\":null}", "x is of type int, so it cannot be null");
        }

        @Test
        void anUnknownConstant() {
            unreadable(Color.class, "\"PINK\"", "PINK");
        }

        @Test
        void valuesThatARecordRefuses() {
            unreadable(Checked.class, "{\"positive\":-1}", "must be positive");
        }

        @Test
        void nestingWithoutEnd() throws Exception {
            String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
            onASmallStack(
                    () -> unreadable(new TypeOf<List<Object>>() {}.type(), deep, "nested deeper than 100 levels"));
            String unknown = "{\"unknown\":" + deep + "}";
            onASmallStack(() -> unreadable(Point.class, unknown, "nested deeper than 100 levels"));
        }

        @Test
        void anObjectNestedDeeperThanItCouldBeRead() {
            unwritable(new TypeOf<Tree<String>>() {}.type(), tree(51), "nested deeper than 100 levels");
            unwritable(new TypeOf<Tree<String>>() {}.type(), tree(100_000), "nested deeper than 100 levels");
        }
    }

    @Test
    void theDeepestNestingThatIsAllowedNeedsLittleStack() throws Exception {
        Type type = new TypeOf<Tree<String>>() {}.type();
        onASmallStack(() -> roundTrip(type, tree(50)));
    }

    @Test
    void bracketsInsideStringsAreNoNesting() {
        roundTrip(String.class, "[{\\\"".repeat(1000));
        roundTrip(new TypeOf<List<String>>() {}.type(), List.of("]]]", "\\", "\""));
    }

    /** Levels of objects and of arrays take turns: {@code 2 * depth} in all. */
    private static Tree<String> tree(int depth) {
        Tree<String> tree = new Tree<>("leaf", List.of());
        for (int i = 1; i < depth; i++) {
            tree = new Tree<>("branch", List.of(tree));
        }
        return tree;
    }

    private static void onASmallStack(Runnable work) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(work, true);
        new Thread(null, task, "small stack", 256 * 1024).start();
        assertThat(task.get()).isTrue();
    }
}
