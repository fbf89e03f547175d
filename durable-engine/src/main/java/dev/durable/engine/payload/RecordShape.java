package dev.durable.engine.payload;

import jakarta.json.bind.JsonbException;
import jakarta.json.bind.annotation.JsonbAnnotation;
import jakarta.json.bind.annotation.JsonbProperty;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one record type is written and read.
 *
 * @param components its components in order, their types without variables
 * @param indexes the place of each by its name in JSON
 * @param constructor the canonical constructor
 * @param annotated whether JSON-B annotations say how that is done, beyond a component's name
 */
record RecordShape(
        List<Component> components, Map<String, Integer> indexes, Constructor<?> constructor, boolean annotated) {

    private static final List<Class<?>> WHOLE =
            List.of(byte.class, Byte.class, short.class, Short.class, int.class, Integer.class, long.class, Long.class);
    private static final Map<Class<?>, Object> EMPTY = Map.of(
            Optional.class, Optional.empty(),
            OptionalInt.class, OptionalInt.empty(),
            OptionalLong.class, OptionalLong.empty(),
            OptionalDouble.class, OptionalDouble.empty());

    /**
     * One component.
     *
     * @param name its name in JSON
     * @param type its type
     * @param raw the class behind its type
     * @param accessor reads it
     */
    record Component(String name, Type type, Class<?> raw, Method accessor) {

        @Nullable
        Object of(Record value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new JsonbException("Component " + name + " could not be read", e);
            }
        }

        /** What it is when the text has no such property. */
        @Nullable
        Object whenAbsent() {
            return raw.isPrimitive() ? Array.get(Array.newInstance(raw, 1), 0) : EMPTY.get(raw);
        }

        /** What it is when the text says null. */
        @Nullable
        Object whenNull() {
            if (raw.isPrimitive()) {
                throw new JsonbException(name + " is of type " + raw + ", so it cannot be null");
            }
            return whenAbsent();
        }

        boolean whole() {
            return WHOLE.contains(raw);
        }

        /** The number, refused where JSON-B would cut it to size without a word. */
        Object exactly(BigDecimal number) {
            try {
                return switch (raw.getSimpleName()) {
                    case "byte", "Byte" -> number.byteValueExact();
                    case "short", "Short" -> number.shortValueExact();
                    case "int", "Integer" -> number.intValueExact();
                    default -> number.longValueExact();
                };
            } catch (ArithmeticException e) {
                throw new JsonbException(
                        name + " is of type " + raw.getSimpleName() + ", which cannot be " + number, e);
            }
        }
    }

    static RecordShape of(Type type) {
        Class<?> raw = Generics.raw(type);
        Map<TypeVariable<?>, Type> bindings = Generics.bindings(type);
        List<Component> components = Arrays.stream(raw.getRecordComponents())
                .map(component -> component(component, bindings))
                .toList();
        Map<String, Integer> indexes = new HashMap<>();
        components.forEach(component -> indexes.put(component.name(), indexes.size()));
        return new RecordShape(components, indexes, canonicalConstructor(raw), annotated(raw));
    }

    private static Component component(RecordComponent component, Map<TypeVariable<?>, Type> bindings) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        JsonbProperty renamed = accessor.getAnnotation(JsonbProperty.class);
        String name = renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
        Type type = Generics.substitute(component.getGenericType(), bindings);
        return new Component(name, type, Generics.raw(type), accessor);
    }

    private static Constructor<?> canonicalConstructor(Class<?> raw) {
        Class<?>[] parameters = Arrays.stream(raw.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = raw.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("A record has a canonical constructor: " + raw.getName(), e);
        }
    }

    /** Whether JSON-B annotations say more about a record than what its components are called. */
    static boolean annotated(Class<?> raw) {
        Stream<AnnotatedElement> accessors =
                Arrays.stream(raw.getRecordComponents()).map(RecordComponent::getAccessor);
        Stream<AnnotatedElement> creators =
                Stream.concat(Arrays.stream(raw.getDeclaredConstructors()), Arrays.stream(raw.getDeclaredMethods()));
        Stream<AnnotatedElement> classes = Stream.concat(Stream.of(raw), Arrays.stream(raw.getInterfaces()));
        return Stream.concat(classes, Stream.concat(accessors, creators))
                .flatMap(element -> Arrays.stream(element.getAnnotations()))
                .map(Annotation::annotationType)
                .anyMatch(annotation ->
                        annotation.isAnnotationPresent(JsonbAnnotation.class) && annotation != JsonbProperty.class);
    }

    int index(String name) {
        return indexes.getOrDefault(name, -1);
    }

    @Nullable
    Object[] defaults() {
        return components.stream().map(Component::whenAbsent).toArray();
    }

    Record create(@Nullable Object[] values) {
        try {
            return (Record) constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw new JsonbException(
                    constructor.getDeclaringClass().getName() + " refused its values: " + cause, cause);
        } catch (ReflectiveOperationException e) {
            throw new JsonbException(constructor.getDeclaringClass().getName() + " cannot be created", e);
        }
    }
}
