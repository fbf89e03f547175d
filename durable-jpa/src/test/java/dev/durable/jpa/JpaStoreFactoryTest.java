package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.StoreException;
import dev.durable.spi.StoreSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JpaStoreFactoryTest {

    @Test
    void aDatasourceThatIsNotThereIsNamedWithAllNamesThatWereTried() {
        StoreSettings settings = new StoreSettings("jdbc/missing", false, Duration.ofSeconds(30));
        assertThatThrownBy(() -> new JpaStoreFactory().open(settings))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(
                        "Datasource jdbc/missing", "[jdbc/missing, java:/jdbc/missing, java:comp/env/jdbc/missing]");
    }
}
