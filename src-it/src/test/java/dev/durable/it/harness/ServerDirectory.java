package dev.durable.it.harness;

import java.nio.file.Path;

/** Where a server keeps its configuration and what is deployed on it; each kind in its own way. */
interface ServerDirectory {

    /** What is written while the server has its present process. */
    Path console();

    /** Gives a variable of the server's configuration, or a key of MicroProfile Config, its value. */
    void configure(String name, String value);

    /** Deploys this in place of the EAR that ships. */
    void application(Path archive);

    /** Leaves out the EAR that ships. */
    void withoutApplication();

    /** Adds a datasource on a database of PostgreSQL. */
    void datasource(String jndiName, String databaseUrl);

    /** Deploys one more application, also while the server runs. */
    void deploy(Path archive);

    /** Takes away what {@link #deploy} has brought. */
    void undeploy(Path archive);
}
