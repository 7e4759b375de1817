package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process to be killed that repeatedly attaches a fix in the kernel and detaches it: {@code
 * DEVICE OBJECT pinned|unpinned}. Prints {@code turn MICROS}, the duration of a cycle, after some
 * cycles.
 */
public final class KernelKeeper {
  /** After this many cycles all classes are loaded. */
  private static final int WARM_UP = 3;

  private KernelKeeper() {}

  /** Runs the process. */
  public static void main(String[] args) throws IOException, InterruptedException {
    BpfObject object = BpfObject.open(args[1], Files.readAllBytes(Path.of(args[1])));
    Libbpf libbpf = Libbpf.open();
    boolean pinned = args[2].equals("pinned");
    for (int turn = 0; ; turn++) {
      long began = System.nanoTime();
      try (var _ = KernelCommand.attach(args[0], object, libbpf, pinned)) {
        // Stays attached for a while, so that it may be killed in this state, too.
        Thread.sleep(2);
      }
      if (turn == WARM_UP) {
        System.out.println("turn " + (System.nanoTime() - began) / 1_000);
      }
    }
  }
}
