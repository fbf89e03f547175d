package dev.durable.engine.payload;

import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The properties of a class that is no record, as JSON-B sees them: public fields, getters and setters. */
final class BeanProperties {

    private final Map<String, Type> found = new TreeMap<>();
    private final Set<String> hidden = new HashSet<>();
    private final Map<TypeVariable<?>, Type> bindings;

    private BeanProperties(Type type) {
        this.bindings = Generics.bindings(type);
    }

    /** The types of the properties by their names, without those whose form an annotation settles. */
    static Map<String, Type> of(Type type) {
        BeanProperties properties = new BeanProperties(type);
        Class<?> raw = Generics.raw(type);
        for (Class<?> each = raw; each != null && each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                properties.add(field);
            }
        }
        for (Method method : raw.getMethods()) {
            properties.add(method);
        }
        properties.found.keySet().removeAll(properties.hidden);
        return properties.found;
    }

    static boolean isCustomized(AnnotatedElement element) {
        return element.isAnnotationPresent(JsonbTransient.class)
                || element.isAnnotationPresent(JsonbTypeAdapter.class)
                || element.isAnnotationPresent(JsonbTypeDeserializer.class);
    }

    private void add(Field field) {
        int modifiers = field.getModifiers();
        if (isCustomized(field)) {
            // An annotation on the field speaks for its getter and its setter as well.
            hidden.add(field.getName());
        } else if (Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers)) {
            found.put(field.getName(), Generics.substitute(field.getGenericType(), bindings));
        }
    }

    private void add(Method method) {
        if (method.getDeclaringClass() == Object.class
                || method.isBridge()
                || Modifier.isStatic(method.getModifiers())) {
            return;
        }
        Optional<String> name = propertyName(method);
        if (name.isPresent() && isCustomized(method)) {
            hidden.add(name.get());
        } else if (name.isPresent()) {
            Type type = method.getParameterCount() == 0
                    ? method.getGenericReturnType()
                    : method.getGenericParameterTypes()[0];
            found.putIfAbsent(name.get(), Generics.substitute(type, bindings));
        }
    }

    private static Optional<String> propertyName(Method method) {
        boolean getter = method.getParameterCount() == 0 && method.getReturnType() != void.class;
        boolean setter = method.getParameterCount() == 1;
        String name = method.getName();
        if (getter && name.startsWith("get") || setter && name.startsWith("set")) {
            return decapitalized(name.substring(3));
        }
        return getter && name.startsWith("is") ? decapitalized(name.substring(2)) : Optional.empty();
    }

    private static Optional<String> decapitalized(String name) {
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(Character.toLowerCase(name.charAt(0)) + name.substring(1));
    }
}
