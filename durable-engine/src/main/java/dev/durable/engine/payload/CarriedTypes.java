package dev.durable.engine.payload;

import dev.durable.ExecutionId;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
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
import java.util.Collection;
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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Says why {@link JsonPayloadCodec} cannot carry a type: follows it into its components, properties and elements, and
 * names the way to each thing that would be lost or could not be created again.
 */
public final class CarriedTypes {

    private static final Set<Class<?>> KEYS = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            LocalDate.class);
    private static final Set<Class<?>> SCALARS = Set.of(
            Void.class,
            Float.class,
            Double.class,
            URL.class,
            Duration.class,
            Instant.class,
            LocalDateTime.class,
            LocalTime.class,
            MonthDay.class,
            OffsetDateTime.class,
            OffsetTime.class,
            Period.class,
            YearMonth.class,
            ZonedDateTime.class,
            ZoneId.class,
            ZoneOffset.class,
            Date.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class,
            ExecutionId.class,
            JsonValue.class,
            JsonObject.class,
            JsonArray.class);
    private static final Set<Class<?>> COLLECTIONS = Set.of(
            Collection.class,
            List.class,
            Set.class,
            SortedSet.class,
            NavigableSet.class,
            Queue.class,
            Deque.class,
            ArrayList.class,
            LinkedList.class,
            HashSet.class,
            LinkedHashSet.class,
            TreeSet.class,
            ArrayDeque.class);
    private static final Set<Class<?>> MAPS =
            Set.of(Map.class, SortedMap.class, NavigableMap.class, HashMap.class, LinkedHashMap.class, TreeMap.class);

    /** A generic type that contains itself with other arguments has no end; no sensible payload has so many types. */
    private static final int MOST_TYPES = 500;

    private final List<String> problems = new ArrayList<>();
    private final Set<Type> seen = new HashSet<>();

    private CarriedTypes() {}

    /** Why a type cannot be carried: one line for each reason, with the way that leads there. */
    public static List<String> problems(Type type) {
        CarriedTypes walk = new CarriedTypes();
        walk.visit(type, Generics.raw(type).getSimpleName());
        return walk.problems;
    }

    private void visit(Type type, String path) {
        if (seen.size() == MOST_TYPES || !seen.add(type)) {
            return;
        }
        if (seen.size() == MOST_TYPES) {
            problems.add(path + ": leads to more than " + MOST_TYPES + " types");
        } else if (type instanceof TypeVariable<?> || type instanceof WildcardType) {
            problems.add(path + ": " + type.getTypeName() + " is no particular type");
        } else if (type instanceof GenericArrayType array) {
            visit(array.getGenericComponentType(), path + "[]");
        } else if (type instanceof ParameterizedType generic) {
            visitGeneric(generic, path);
        } else {
            visitClass((Class<?>) type, path);
        }
    }

    private void visitGeneric(ParameterizedType type, String path) {
        Class<?> raw = Generics.raw(type);
        Type[] arguments = type.getActualTypeArguments();
        if (raw == Optional.class) {
            visit(arguments[0], path);
        } else if (COLLECTIONS.contains(raw)) {
            visit(arguments[0], path + "[]");
        } else if (MAPS.contains(raw)) {
            if (!isKey(arguments[0])) {
                problems.add(path + ": " + arguments[0].getTypeName()
                        + " is no key of a map; allowed are strings, numbers, enums, UUID, URI and LocalDate");
            }
            visit(arguments[1], path + "{}");
        } else {
            visitProperties(type, raw, path);
        }
    }

    private static boolean isKey(Type type) {
        return type instanceof Class<?> key && (KEYS.contains(key) || key.isEnum());
    }

    private void visitClass(Class<?> type, String path) {
        if (type.isPrimitive() || type.isEnum() || KEYS.contains(type) || SCALARS.contains(type)) {
            return;
        }
        if (type.isArray()) {
            visit(type.getComponentType(), path + "[]");
        } else if (type.getTypeParameters().length > 0) {
            problems.add(path + ": " + type.getName() + " is written without its type arguments");
        } else {
            visitProperties(type, type, path);
        }
    }

    private void visitProperties(Type type, Class<?> raw, String path) {
        if (raw.isAnnotationPresent(JsonbTypeAdapter.class) || raw.isAnnotationPresent(JsonbTypeDeserializer.class)) {
            return;
        }
        JsonbTypeInfo subtypes = raw.getAnnotation(JsonbTypeInfo.class);
        if (subtypes != null) {
            for (JsonbSubtype subtype : subtypes.value()) {
                visit(subtype.type(), path + "(" + subtype.alias() + ")");
            }
            return;
        }
        Optional<String> obstacle = Obstacle.of(raw);
        if (obstacle.isPresent()) {
            problems.add(path + ": " + raw.getName() + " " + obstacle.get());
        } else if (raw.isRecord()) {
            visitComponents(type, raw, path);
        } else {
            BeanProperties.of(type).forEach((name, property) -> visit(property, path + "." + name));
        }
    }

    private void visitComponents(Type type, Class<?> raw, String path) {
        Map<TypeVariable<?>, Type> bindings = Generics.bindings(type);
        // JSON-B itself handles such a record, and it fails on what RecordDeserializer was written for.
        boolean annotated = RecordShape.annotated(raw);
        if (annotated && !(Modifier.isPublic(raw.getModifiers()) && type instanceof Class<?>)) {
            problems.add(path + ": " + raw.getName()
                    + " has JSON-B annotations, so it has to be public and without type parameters");
            return;
        }
        for (RecordComponent component : raw.getRecordComponents()) {
            if (!BeanProperties.isCustomized(component.getAccessor())) {
                visit(Generics.substitute(component.getGenericType(), bindings), path + "." + component.getName());
            }
        }
    }
}
