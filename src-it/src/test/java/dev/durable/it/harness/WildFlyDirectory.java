package dev.durable.it.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The base directory of one WildFly: the stock configuration as the repository's script has made it ready, with what
 * a test overrides. The installation is shared between all of them.
 */
final class WildFlyDirectory implements ServerDirectory {

    static final String CONFIGURATION = "standalone-microprofile.xml";

    private final Path base;

    private WildFlyDirectory(Path base) {
        this.base = base;
    }

    /** Makes the directory anew; what an earlier run has left there is deleted. */
    static WildFlyDirectory create(String name) {
        Path base =
                Disk.fresh(Environment.directory().resolve("servers/wildfly").resolve(name));
        Disk.copy(Environment.wildfly().resolve("standalone/configuration"), base.resolve("configuration"));
        WildFlyDirectory directory = new WildFlyDirectory(base);
        directory.withoutApplication();
        // Nobody calls these, and other servers of this machine have the ports that are configured.
        for (String unused : List.of("https", "management.https")) {
            directory.configure("jboss." + unused + ".port", Integer.toString(Environment.freePort()));
        }
        return directory;
    }

    /** Gives a system property its value, which the configuration may refer to, and which MicroProfile Config sees. */
    @Override
    public void configure(String name, String value) {
        Disk.append(properties(), name + "=" + value.replace("\\", "\\\\") + "\n");
    }

    /** Adds a datasource on a database of PostgreSQL. */
    @Override
    public void datasource(String jndiName, String databaseUrl) {
        insertBefore(
                "<drivers>", """
                <datasource jndi-name="java:/%s" pool-name="%s">
                  <connection-url>%s</connection-url>
                  <driver>postgresql</driver>
                  <security user-name="${database.user:durable}" password="${database.password:durable}"/>
                </datasource>
                """.formatted(jndiName, jndiName.replace("jdbc/", ""), databaseUrl.replace("&", "&amp;")));
    }

    /** Adds EJBs, which this configuration has none of. */
    void ejbs() {
        insertBefore("<extension module=\"org.jboss.as.jmx\"/>", "<extension module=\"org.jboss.as.ejb3\"/>");
        insertBefore("<subsystem xmlns=\"urn:jboss:domain:jmx:", """
                <subsystem xmlns="urn:jboss:domain:ejb3:10.0">
                  <session-bean>
                    <stateless/>
                    <singleton default-access-timeout="5000"/>
                  </session-bean>
                  <async thread-pool-name="default"/>
                  <timer-service thread-pool-name="default" default-data-store="file">
                    <data-stores>
                      <file-data-store name="file" path="timers" relative-to="jboss.server.data.dir"/>
                    </data-stores>
                  </timer-service>
                  <thread-pools>
                    <thread-pool name="default"><max-threads count="10"/></thread-pool>
                  </thread-pools>
                  <default-security-domain value="other"/>
                  <application-security-domains>
                    <application-security-domain name="other" security-domain="ApplicationDomain"/>
                  </application-security-domains>
                </subsystem>
                """);
    }

    /** Adds a user who has a role in any application. */
    void user(String name, String password, String role) {
        insertBefore("default-server=\"default-server\" ", "default-security-domain=\"other\" ");
        Disk.append(
                base.resolve("configuration/application-users.properties"),
                "%s=%s%n".formatted(name, md5(name + ":ApplicationRealm:" + password)));
        Disk.append(base.resolve("configuration/application-roles.properties"), "%s=%s%n".formatted(name, role));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has it", e);
        }
    }

    /** Puts XML in front of the first place in the configuration that has this text. */
    void insertBefore(String place, String xml) {
        replace(place, xml + place);
    }

    /** Puts other XML in the first place in the configuration that has this text. */
    void replace(String place, String xml) {
        Disk.edit(base.resolve("configuration").resolve(CONFIGURATION), whole -> {
            int at = whole.indexOf(place);
            if (at < 0) {
                throw new IllegalArgumentException(place + " is not in the configuration");
            }
            return whole.substring(0, at) + xml + whole.substring(at + place.length());
        });
    }

    /** Puts an application where the server looks for some when it starts. */
    @Override
    public void application(Path archive) {
        withoutApplication();
        deploy(archive);
    }

    /** Leaves that place empty. */
    @Override
    public void withoutApplication() {
        Disk.fresh(deployments());
    }

    /** Puts one more application there, where the server looks again and again. */
    @Override
    public void deploy(Path archive) {
        Disk.delete(marker(archive, "undeployed"));
        Disk.copy(archive, deployments().resolve(archive.getFileName()));
    }

    /** Asks the server to stop an application. */
    @Override
    public void undeploy(Path archive) {
        Disk.delete(marker(archive, "deployed"));
    }

    /** Whether the server has said that it runs. */
    boolean deployed(Path archive) {
        return Files.exists(marker(archive, "deployed"));
    }

    /** Whether the server has said that it has stopped. */
    boolean undeployed(Path archive) {
        return Files.exists(marker(archive, "undeployed"));
    }

    /** By such files the server and who deploys tell each other. */
    private Path marker(Path archive, String what) {
        return deployments().resolve(archive.getFileName() + "." + what);
    }

    private Path deployments() {
        return base.resolve("deployments");
    }

    Path base() {
        return base;
    }

    /** The file that {@link #configure} writes. */
    Path properties() {
        return base.resolve("server.properties");
    }

    /** What is written while the server has its present process. */
    @Override
    public Path console() {
        return base.resolve("console.log");
    }
}
