package example;

import io.github.hidbpf4j.junit.HidBpfTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios of a folder. */
class FolderTest {
  @TestFactory
  Stream<DynamicNode> scenarios(@TempDir Path folder) throws IOException {
    Path root = Path.of(System.getProperty("hidbpf4j.root"), "examples", "a4tech-horizontal-wheel");
    Files.copy(root.resolve("a4tech-horizontal-wheel.bpf.o"), folder.resolve("fix.bpf.o"));
    Files.copy(root.resolve("wheel.hid"), folder.resolve("mouse.hid"));
    Path scenario = folder.resolve("wheel.scenario");
    Files.writeString(
        scenario,
        """
        fix fix.bpf.o
        device mouse.hid
        send 40 00 00 01
        expect 00 00 00 00 01
        """);
    return HidBpfTests.in(scenario, "6.12", "7.3");
  }
}
