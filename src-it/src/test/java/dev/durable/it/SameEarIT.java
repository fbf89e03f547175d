package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.EarChecksum;
import dev.durable.it.harness.Environment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One archive for all servers: what the first run of these tests in a build was given is what the others are given. The
 * checksum is printed, and not logged: what a logger shows is up to what else is on the class path of a run.
 */
@Tag("every")
class SameEarIT {

    @Test
    void theArchiveIsTheOneThatTheOtherRunsOfThisBuildHave() {
        String checksum = EarChecksum.ofThisRun();
        System.out.println("SHA-256 of the EAR in the run " + Environment.run() + ": " + checksum);

        assertThat(checksum).isEqualTo(EarChecksum.ofTheFirstRun());
    }
}
