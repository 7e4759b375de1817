package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process with a fix in the kernel, to be killed: {@code DEVICE OBJECT pinned|unpinned}. Says
 * {@code running} when it is attached.
 */
public final class KernelKeeper {
  private KernelKeeper() {}

  /** Starts it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    BpfObject object = BpfObject.open(args[1], Files.readAllBytes(Path.of(args[1])));
    try (var _ = KernelCommand.attach(args[0], object, Libbpf.open(), args[2].equals("pinned"))) {
      System.out.println("running");
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
