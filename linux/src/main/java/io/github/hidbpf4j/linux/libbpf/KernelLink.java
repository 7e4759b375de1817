package io.github.hidbpf4j.linux.libbpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A BPF link, which keeps a struct_ops map or a program attached. Closing it detaches, unless it is
 * pinned: then it stays until the pin is deleted, even after the process has ended.
 */
public final class KernelLink implements AutoCloseable {
  private final KernelObject object;
  private final LibbpfCalls calls;
  private final String name;
  private final MemorySegment link;
  private boolean closed;

  KernelLink(KernelObject object, LibbpfCalls calls, String name, MemorySegment link) {
    this.object = object;
    this.calls = calls;
    this.name = name;
    this.link = link;
  }

  /** The name of the map or program. */
  public String name() {
    return name;
  }

  /**
   * Pins the link.
   *
   * @param path a name that does not exist yet, in a folder of a BPF file system; neither may
   *     contain a full stop
   * @throws LibbpfException if the kernel rejects it
   */
  public void pin(Path path) {
    if (closed) {
      throw new IllegalStateException(name + ": is detached");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(path.toString());
      int result = object.listened(() -> calls.pinLink(link, text));
      if (result < 0) {
        throw KernelObject.refusal("bpf_link__pin", path.toString(), result, java.util.List.of());
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      object.forget(this);
      int _ = calls.destroyLink(link);
    }
  }

  @Override
  public String toString() {
    return object + ": " + name;
  }
}
