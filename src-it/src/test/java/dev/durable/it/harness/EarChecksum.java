package dev.durable.it.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The SHA-256 of the EAR that these tests give to their servers. */
public final class EarChecksum {

    private EarChecksum() {}

    /** That of this run, which is one of several in a build. */
    public static String ofThisRun() {
        return Sha256.of(Disk.bytes(Environment.ear()));
    }

    /** That of the first run of this build. */
    public static String ofTheFirstRun() {
        Path record = Environment.directory().resolve("ear/" + Environment.property("it.build") + ".sha256");
        if (!Files.exists(record)) {
            Disk.write(record, ofThisRun(), StandardOpenOption.CREATE_NEW);
        }
        return Disk.read(record);
    }
}
