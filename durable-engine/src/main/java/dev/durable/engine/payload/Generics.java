package dev.durable.engine.payload;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a type variable stands for where a generic type is used. Pure functions. */
public final class Generics {

    private Generics() {}

    /**
     * How a type sees one of its supertypes, with the variables it binds replaced.
     *
     * @return the supertype: a bare class where its arguments were left out, with variables where those of a class on
     *     the way were; empty if it is no supertype
     */
    public static Optional<Type> supertype(Type type, Class<?> wanted) {
        Class<?> raw = raw(type);
        if (raw == wanted) {
            return Optional.of(type);
        }
        if (!wanted.isAssignableFrom(raw)) {
            return Optional.empty();
        }
        Map<TypeVariable<?>, Type> bindings = arguments(type);
        return parents(raw).stream()
                .map(parent -> supertype(substitute(parent, bindings), wanted))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What every variable of a type, its superclasses and its interfaces stands for. */
    static Map<TypeVariable<?>, Type> bindings(Type type) {
        Map<TypeVariable<?>, Type> bindings = new HashMap<>(arguments(type));
        for (Type parent : parents(raw(type))) {
            bindings.putAll(bindings(substitute(parent, bindings)));
        }
        return bindings;
    }

    /** The type with its variables replaced; those without a binding stay. */
    static Type substitute(Type type, Map<TypeVariable<?>, Type> bindings) {
        if (type instanceof TypeVariable<?> variable) {
            return bindings.getOrDefault(variable, variable);
        }
        if (type instanceof ParameterizedType generic) {
            List<Type> arguments = Arrays.stream(generic.getActualTypeArguments())
                    .map(argument -> substitute(argument, bindings))
                    .toList();
            return new Parameterized(raw(generic), generic.getOwnerType(), arguments);
        }
        if (type instanceof GenericArrayType array) {
            Type component = substitute(array.getGenericComponentType(), bindings);
            return component instanceof Class<?> known ? known.arrayType() : new ArrayOf(component);
        }
        return type;
    }

    /** The class behind a type; {@code Object} behind a variable or a wildcard. */
    public static Class<?> raw(Type type) {
        if (type instanceof Class<?> known) {
            return known;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return Array.newInstance(raw(array.getGenericComponentType()), 0).getClass();
        }
        return Object.class;
    }

    private static Map<TypeVariable<?>, Type> arguments(Type type) {
        Map<TypeVariable<?>, Type> arguments = new HashMap<>();
        if (type instanceof ParameterizedType generic) {
            TypeVariable<?>[] variables = raw(generic).getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                arguments.put(variables[i], generic.getActualTypeArguments()[i]);
            }
        }
        return arguments;
    }

    private static List<Type> parents(Class<?> raw) {
        List<Type> parents = new ArrayList<>(List.of(raw.getGenericInterfaces()));
        Type superclass = raw.getGenericSuperclass();
        if (superclass != null) {
            parents.add(superclass);
        }
        return parents;
    }

    /** Equal to the JDK's own of the same parts, in both directions: types are keys of caches here and in JSON-B. */
    private record Parameterized(Class<?> raw, @Nullable Type owner, List<Type> arguments)
            implements ParameterizedType {

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return owner;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ParameterizedType that
                    && raw.equals(that.getRawType())
                    && Objects.equals(owner, that.getOwnerType())
                    && arguments.equals(List.of(that.getActualTypeArguments()));
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(getActualTypeArguments()) ^ Objects.hashCode(owner) ^ raw.hashCode();
        }

        @Override
        public String toString() {
            return arguments.stream()
                    .map(Type::getTypeName)
                    .collect(Collectors.joining(", ", raw.getName() + "<", ">"));
        }
    }

    /** As {@link Parameterized}, for arrays of generic types. */
    private record ArrayOf(Type component) implements GenericArrayType {

        @Override
        public Type getGenericComponentType() {
            return component;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof GenericArrayType that && component.equals(that.getGenericComponentType());
        }

        @Override
        public int hashCode() {
            return component.hashCode();
        }

        @Override
        public String toString() {
            return component.getTypeName() + "[]";
        }
    }
}
