package dev.durable.it.harness;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A Maven project file as it is written, without what Maven adds to it. */
public final class Pom {

    private final Element project;

    private Pom(Element project) {
        this.project = project;
    }

    /** Reads the file. */
    public static Pom read(Path file) {
        return parse(Disk.read(file), file.toString());
    }

    /** Reads a part of a project file, as documents show it. */
    public static Pom fragment(String xml) {
        return parse("<project>" + xml + "</project>", xml);
    }

    private static Pom parse(String xml, String name) {
        try {
            return new Pom(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getDocumentElement());
        } catch (SAXException | IOException e) {
            throw new UncheckedIOException(new IOException(name + " is not readable", e));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Every Java has a parser", e);
        }
    }

    /** The text of the element at this path of names, if there is one. */
    public Optional<String> text(String... path) {
        return all(project, path).map(Pom::text).findFirst();
    }

    /** The dependencies at this path of names. */
    public List<Dependency> dependencies(String... path) {
        return all(project, path).map(Dependency::new).toList();
    }

    private static Stream<Element> all(Element start, String... path) {
        Stream<Element> found = Stream.of(start);
        for (String name : path) {
            found = found.flatMap(element -> children(element, name));
        }
        return found;
    }

    private static Stream<Element> children(Element parent, String name) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE
                        && node.getNodeName().equals(name))
                .map(Element.class::cast);
    }

    private static String text(Element element) {
        return element.getTextContent().trim();
    }

    /** A dependency, or a plugin, which is named in the same way. */
    public static final class Dependency {

        private final Element element;

        private Dependency(Element element) {
            this.element = element;
        }

        /** Its group and its artifact. */
        public String name() {
            return part("groupId").orElse("org.apache.maven.plugins") + ":"
                    + part("artifactId").orElseThrow();
        }

        /** What else it says, such as its version. */
        public Optional<String> part(String name) {
            return children(element, name).map(Pom::text).findFirst();
        }
    }
}
