package dev.durable.engine.payload;

import jakarta.json.bind.annotation.JsonbCreator;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a class as such cannot be created again from JSON. */
final class Obstacle {

    private Obstacle() {}

    static Optional<String> of(Class<?> type) {
        if (type == Object.class) {
            return Optional.of("does not say what it holds");
        }
        if (type.isInterface()) {
            return Optional.of("is an interface");
        }
        if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
            return Optional.of("is a collection class of its own; declare a List, a Set or a Map");
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            return Optional.of("is abstract");
        }
        if (type.getName().startsWith("java.") || type.getName().startsWith("javax.")) {
            return Optional.of("has no form in JSON");
        }
        return type.isRecord() ? Optional.empty() : ofBean(type);
    }

    private static Optional<String> ofBean(Class<?> type) {
        if (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())) {
            return Optional.of("is an inner class; make it static");
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            return Optional.of("is a class that is not public; make it public, or a record");
        }
        if (!canBeCreated(type)) {
            return Optional.of(
                    "has no public or protected constructor without parameters; add one, or make it a record");
        }
        if (BeanProperties.of(type).isEmpty() && hasState(type)) {
            return Optional.of("has fields but no properties: give it getters and setters, or make it a record");
        }
        return Optional.empty();
    }

    private static boolean canBeCreated(Class<?> type) {
        Stream<AccessibleObject> creators =
                Stream.concat(Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()));
        return creators.anyMatch(creator -> creator.isAnnotationPresent(JsonbCreator.class))
                || Arrays.stream(type.getDeclaredConstructors())
                        .filter(constructor -> constructor.getParameterCount() == 0)
                        .map(Constructor::getModifiers)
                        .anyMatch(modifiers -> Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers));
    }

    private static boolean hasState(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .map(Field::getModifiers)
                .anyMatch(modifiers -> !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers));
    }
}
