package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Count;
import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Http;
import dev.durable.it.harness.IntakeClient;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.Zip;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document intake as a client sees it, on the EAR as it ships and a real PostgreSQL. */
class IntakeIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static Server server;
    private static IntakeClient intakes;

    @BeforeAll
    static void start() {
        server = Server.on(Databases.shared().createDatabase("intake"), "intake")
                .with("intake.max-document-size", "1000000")
                .with("intake.parallel-uploads", "1")
                .start();
        intakes = new IntakeClient(server.http());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theDocumentsOfThisRepositoryAreCatalogued() {
        Map<String, byte[]> documents = Zip.repositoryDocuments();

        JsonObject catalogue = catalogued(documents);

        assertThat(title(catalogue, "LICENSE")).isEqualTo("Apache License");
        assertThat(title(catalogue, "pom.xml")).startsWith("<?xml version");
    }

    @Test
    void fiveHundredDocumentsBecomeOneCatalogueEntry() {
        JsonObject catalogue = catalogued(Zip.documents(500));

        assertThat(title(catalogue, "folder/0042.md")).isEqualTo("Document 42");
    }

    /** Uploads, waits, and compares every figure with an independent count. */
    private static JsonObject catalogued(Map<String, byte[]> documents) {
        List<Count> expected = documents.entrySet().stream()
                .map(document -> Count.of(document.getKey(), document.getValue()))
                .toList();
        UUID id = intakes.upload(Zip.of(documents)).id();

        JsonObject intake = intakes.awaitFinished(id);

        assertThat(intake.getString("status")).as(intake.toString()).isEqualTo("COMPLETED");
        JsonObject progress = intake.getJsonObject("progress");
        assertThat(progress.getInt("finished")).isEqualTo(documents.size());
        assertThat(progress.getInt("total")).isEqualTo(documents.size());
        JsonObject catalogue = intake.getJsonObject("catalogue");
        assertThat(catalogue.getJsonArray("documents").getValuesAs(JsonObject.class))
                .extracting(Count::in)
                .containsExactlyInAnyOrderElementsOf(expected);
        JsonObject totals = catalogue.getJsonObject("totals");
        assertThat(totals.getInt("documents")).isEqualTo(expected.size());
        assertThat(totals.getInt("characters")).isEqualTo(sum(expected, Count::characters));
        assertThat(totals.getInt("words")).isEqualTo(sum(expected, Count::words));
        assertThat(totals.getInt("lines")).isEqualTo(sum(expected, Count::lines));
        return catalogue;
    }

    private static int sum(List<Count> counts, ToIntFunction<Count> figure) {
        return counts.stream().mapToInt(figure).sum();
    }

    private static String title(JsonObject catalogue, String name) {
        return catalogue.getJsonArray("documents").getValuesAs(JsonObject.class).stream()
                .filter(document -> document.getString("name").equals(name))
                .map(document -> document.getString("title"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theNewestIntakeIsListedFirst() {
        UUID older = intakes.upload(Zip.of(Zip.documents(1))).id();
        UUID newer = intakes.upload(Zip.of(Zip.documents(2))).id();

        List<JsonObject> listed =
                server.http().get("/intakes?limit=2").json().asJsonArray().getValuesAs(JsonObject.class);

        assertThat(listed)
                .extracting(intake -> intake.getString("id"))
                .containsExactly(newer.toString(), older.toString());
    }

    @Test
    void whatIsNotAZipIsRefusedAtTheDoor() {
        refused(new byte[] {1, 2, 3}, 400, "UNREADABLE_ARCHIVE", "ZIP");
        refused(new byte[0], 400, "UNREADABLE_ARCHIVE", "ZIP");
        byte[] cut = Zip.of(Zip.documents(20));
        refused(Arrays.copyOf(cut, cut.length / 2), 400, "UNREADABLE_ARCHIVE", "ZIP");
    }

    @Test
    void aZipWithoutDocumentsIsRefusedAtTheDoor() {
        refused(Zip.of(Map.of()), 400, "EMPTY_ARCHIVE", "no documents");
        refused(Zip.of(Map.of("folder/", new byte[0])), 400, "EMPTY_ARCHIVE", "no documents");
    }

    @Test
    void aPathThatLeadsOutOfTheArchiveIsRefusedAtTheDoor() {
        refused(Zip.of("../../etc/passwd", text("x")), 400, "UNSAFE_PATH", "../../etc/passwd");
        refused(Zip.of("/etc/passwd", text("x")), 400, "UNSAFE_PATH", "/etc/passwd");
    }

    @Test
    void aBombIsRefusedAtTheDoor() {
        refused(Zip.of("bomb.txt", new byte[50_000_000]), 400, "TOO_LARGE_INSIDE", "1000000 bytes");
    }

    @Test
    void moreUploadsAtOnceThanAllowedAreToldToComeAgain() {
        byte[] zip = Zip.of(Zip.documents(1));
        CountDownLatch wanted = new CountDownLatch(1);
        CompletableFuture<byte[]> slow = new CompletableFuture<>();
        CompletableFuture<Http.Answer> first = server.http().beginPost("/intakes", "application/zip", () -> {
            wanted.countDown();
            return new ByteArrayInputStream(slow.join());
        });
        Eventually.holds("the server wants the first upload", LIMIT, () -> wanted.getCount() == 0);

        refused(zip, 503, "BUSY", "intake.parallel-uploads");
        Http.Answer again = server.http().post("/intakes", "application/zip", zip);
        assertThat(again.header("Retry-After")).isEqualTo("5");

        slow.complete(zip);
        assertThat(first.join().status()).isEqualTo(202);
        intakes.upload(zip);
    }

    private static void refused(byte[] upload, int status, String kind, String part) {
        Http.Answer answer = server.http().post("/intakes", "application/zip", upload);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        JsonObject error = answer.object().getJsonObject("error");
        assertThat(error.getString("kind")).isEqualTo(kind);
        assertThat(error.getString("message")).contains(part);
    }

    @Test
    void anotherMediaTypeIsRefused() {
        Http.Answer answer = server.http().post("/intakes", "text/plain", text("x"));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.object().getJsonObject("error").getString("message")).contains("application/zip");
    }

    @Test
    void aDocumentThatIsNotTextFailsTheIntakeAndSaysWhichOne() {
        Map<String, byte[]> documents = new LinkedHashMap<>(Zip.documents(5));
        documents.put("picture.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff, (byte) 0xfe});

        JsonObject intake =
                intakes.awaitFinished(intakes.upload(Zip.of(documents)).id());

        assertThat(intake.getString("status")).isEqualTo("CHILDREN_FAILED");
        assertThat(intake.getJsonObject("error").getString("message")).contains("picture.png");
        assertThat(intake).doesNotContainKey("catalogue");
    }

    @Test
    void anUnknownIntakeIsNotFoundAndAMalformedIdIsRefused() {
        assertThat(server.http().get("/intakes/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(server.http().get("/intakes/nonsense").status()).isEqualTo(400);
    }

    @Test
    void aFinishedIntakeIsNotCancelledAnyMore() {
        UUID id = intakes.upload(Zip.of(Zip.documents(1))).id();
        intakes.awaitFinished(id);

        Http.Answer answer = server.http().delete("/intakes/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.object().getString("answer")).isEqualTo("ALREADY_FINISHED");
        assertThat(intakes.get(id).getString("status")).isEqualTo("COMPLETED");
    }

    @Test
    void thePageAllowsNoScriptButItsOwn() {
        Http.Answer page = server.http().get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void itListensOnTheLoopbackInterfaceAlone() throws SocketException {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();

        assertThat(others).noneMatch(server::listensOn);
        assertThat(server.listensOn(InetAddress.getLoopbackAddress())).isTrue();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
