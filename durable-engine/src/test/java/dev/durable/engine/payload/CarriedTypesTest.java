package dev.durable.engine.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.TaskError;
import jakarta.json.JsonObject;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarriedTypesTest {

    private abstract static class TypeOf<T> {
        List<String> problems() {
            return CarriedTypes.problems(
                    ((ParameterizedType) getClass().getGenericSuperclass()).getActualTypeArguments()[0]);
        }
    }

    enum Color {
        RED
    }

    record Line(String name, Optional<BigDecimal> price, Runnable handler) {}

    record Order(UUID id, List<Line> items, Map<Color, Line[]> byColor) {}

    record Box<T>(T value, List<Box<T>> inside) {}

    record Growing<T>(Growing<List<T>> next) {}

    record Good(
            int number,
            Box<Map<String, List<Instant>>> box,
            byte[] bytes,
            Set<Color> colors,
            OptionalInt maybe,
            ExecutionId execution,
            TaskError error,
            JsonObject json,
            Bean bean) {}

    public static class Base<T> {
        private T held;

        public T getHeld() {
            return held;
        }

        public void setHeld(T held) {
            this.held = held;
        }
    }

    public static class Bean extends Base<String> {
        public Color color;
        private transient Runnable cache;
    }

    public static class HoldsThread extends Base<Thread> {}

    public static class Hidden {
        private String name;
    }

    public static class NoConstructor {
        public String name;

        public NoConstructor(String name) {
            this.name = name;
        }
    }

    public static class Creator {
        public final String name;

        @JsonbCreator
        public Creator(@JsonbProperty("name") String name) {
            this.name = name;
        }
    }

    static class NotPublic {
        public String name;
    }

    public class Inner {
        public String name;
    }

    public abstract static class Abstract {
        public String name;
    }

    public static class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
    }

    public static class Unseen {
        @JsonbTransient
        private Thread thread;

        public String name;

        public Thread getThread() {
            return thread;
        }

        public void setThread(Thread thread) {
            this.thread = thread;
        }
    }

    public static class LocaleAdapter implements JsonbAdapter<Locale, String> {
        @Override
        public String adaptToJson(Locale locale) {
            return locale.toLanguageTag();
        }

        @Override
        public Locale adaptFromJson(String tag) {
            return Locale.forLanguageTag(tag);
        }
    }

    public record Adapted(
            @JsonbTypeAdapter(LocaleAdapter.class) Locale locale) {}

    record Formatted(@JsonbDateFormat("dd.MM.yyyy") LocalDate date) {}

    @JsonbTypeInfo(@JsonbSubtype(alias = "circle", type = Circle.class))
    public interface Shape {}

    public record Circle(Runnable draw) implements Shape {}

    @Test
    void recordsBeansCollectionsAndScalarsAreCarried() {
        assertThat(CarriedTypes.problems(Good.class)).isEmpty();
        assertThat(CarriedTypes.problems(Creator.class)).isEmpty();
        assertThat(CarriedTypes.problems(Void.class)).isEmpty();
        assertThat(new TypeOf<List<Map<Color, Box<Optional<String>[]>>>>() {}.problems())
                .isEmpty();
    }

    @Test
    void whatIsHiddenOrAdaptedDoesNotMatter() {
        assertThat(CarriedTypes.problems(Unseen.class)).isEmpty();
        assertThat(CarriedTypes.problems(Adapted.class)).isEmpty();
    }

    @Test
    void theWayToAProblemIsNamed() {
        assertThat(CarriedTypes.problems(Order.class))
                .containsExactly("Order.items[].handler: java.lang.Runnable is an interface");
        assertThat(new TypeOf<Box<Map<String, Line>>>() {}.problems())
                .containsExactly("Box.value{}.handler: java.lang.Runnable is an interface");
    }

    @Test
    void anAliasedSubtypeIsFollowed() {
        assertThat(CarriedTypes.problems(Shape.class))
                .contains("Shape(circle).draw: java.lang.Runnable is an interface");
    }

    @Test
    void inheritedPropertiesAreFollowed() {
        assertThat(CarriedTypes.problems(HoldsThread.class))
                .containsExactly("HoldsThread.held: java.lang.Thread has no form in JSON");
    }

    @Test
    void aMapNeedsKeysThatAreText() {
        assertThat(new TypeOf<Map<Good, String>>() {}.problems())
                .containsExactly("Map: " + Good.class.getName()
                        + " is no key of a map; allowed are strings, numbers, enums, UUID, URI and LocalDate");
    }

    @Test
    void typesAreParticular() {
        assertThat(new TypeOf<List<? extends Number>>() {}.problems())
                .containsExactly("List[]: ? extends java.lang.Number is no particular type");
        assertThat(CarriedTypes.problems(Box.class))
                .containsExactly("Box: " + Box.class.getName() + " is written without its type arguments");
        assertThat(CarriedTypes.problems(List.class))
                .containsExactly("List: java.util.List is written without its type arguments");
        assertThat(CarriedTypes.problems(Box.class.getTypeParameters()[0]))
                .containsExactly("Object: T is no particular type");
    }

    @Test
    void aTypeWithoutEndIsNoticed() {
        assertThat(new TypeOf<Growing<String>>() {}.problems())
                .singleElement()
                .asString()
                .endsWith(": leads to more than 500 types");
    }

    @Test
    void classesThatCannotBeCreatedAgainAreNoticed() {
        assertReason(Object.class, "does not say what it holds");
        assertReason(Abstract.class, "is abstract");
        assertReason(Inner.class, "is an inner class; make it static");
        assertReason(NotPublic.class, "is a class that is not public; make it public, or a record");
        assertReason(
                NoConstructor.class,
                "has no public or protected constructor without parameters; add one, or make it a record");
        assertReason(Hidden.class, "has fields but no properties: give it getters and setters, or make it a record");
        assertReason(Names.class, "is a collection class of its own; declare a List, a Set or a Map");
        assertReason(Formatted.class, "has JSON-B annotations, so it has to be public and without type parameters");
    }

    private static void assertReason(Class<?> type, String reason) {
        assertThat(CarriedTypes.problems(type))
                .containsExactly(type.getSimpleName() + ": " + type.getName() + " " + reason);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Thread.class,
                InputStream.class,
                Supplier.class,
                Class.class,
                Type.class,
                Locale.class,
                Year.class,
                AtomicInteger.class,
                Iterable.class,
                Exception.class,
                Finished.class
            })
    void whatHasNoFormInJsonIsNoticed(Class<?> type) {
        assertThat(CarriedTypes.problems(type)).isNotEmpty();
    }
}
