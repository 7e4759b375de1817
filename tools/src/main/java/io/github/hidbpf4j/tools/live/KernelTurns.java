package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that attaches a fix in the kernel and takes it off, twice: {@code DEVICE OBJECT
 * pinned|unpinned}. Before the second time and after it, it makes and deletes the folder {@link
 * #MARK}, by which they are found among its system calls.
 */
public final class KernelTurns {
  /** The folder. */
  static final Path MARK = Path.of("/tmp/turn-mark");

  private KernelTurns() {}

  /** Starts it. */
  public static void main(String[] args) throws IOException {
    BpfObject object = BpfObject.open(args[1], Files.readAllBytes(Path.of(args[1])));
    Libbpf libbpf = Libbpf.open();
    boolean pinned = args[2].equals("pinned");
    // What libbpf tries of the kernel, and Java loads, comes with the first one.
    turn(args[0], object, libbpf, pinned);
    mark();
    turn(args[0], object, libbpf, pinned);
    mark();
  }

  private static void turn(String device, BpfObject object, Libbpf libbpf, boolean pinned) {
    try (var attached = KernelCommand.attach(device, object, libbpf, pinned)) {
      ScenarioFailure.unless(!attached.attachments().isEmpty(), "nothing is attached");
    }
  }

  private static void mark() throws IOException {
    Files.createDirectory(MARK);
    Files.delete(MARK);
  }
}
