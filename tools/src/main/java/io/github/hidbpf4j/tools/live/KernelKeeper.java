package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that attaches a fix in the kernel and takes it off, again and again, to be killed:
 * {@code DEVICE OBJECT pinned|unpinned}. Says {@code turn MICROS}, how long a turn takes, when it
 * has had some.
 */
public final class KernelKeeper {
  /** By then classes are loaded. */
  private static final int WARM_UP = 3;

  private KernelKeeper() {}

  /** Starts it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    BpfObject object = BpfObject.open(args[1], Files.readAllBytes(Path.of(args[1])));
    Libbpf libbpf = Libbpf.open();
    boolean pinned = args[2].equals("pinned");
    for (int turn = 0; ; turn++) {
      long began = System.nanoTime();
      try (var _ = KernelCommand.attach(args[0], object, libbpf, pinned)) {
        // Attached for a while, so that this is one of the moments.
        Thread.sleep(2);
      }
      if (turn == WARM_UP) {
        System.out.println("turn " + (System.nanoTime() - began) / 1_000);
      }
    }
  }
}
