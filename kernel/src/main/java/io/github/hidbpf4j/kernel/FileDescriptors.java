package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.kernel.dispatch.HidBpfDispatch;
import io.github.hidbpf4j.kernel.dispatch.HidBpfOps;
import io.github.hidbpf4j.kernel.dispatch.ProgramFiles;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The file descriptors of the process that loads objects: programs, and links created by {@code
 * hid_bpf_attach_prog}. Numbers are not reused. Thread-safe.
 */
final class FileDescriptors implements ProgramFiles {
  /** The first three are standard input, output and error. */
  private static final int FIRST = 3;

  private sealed interface Open {
    record Program(LoadedProgram program) implements Open {}

    record Link(HidBpfOps ops) implements Open {}
  }

  private final HidBpfDispatch hidBpf;
  private final Map<Integer, Open> open = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger(FIRST);

  FileDescriptors(HidBpfDispatch hidBpf) {
    this.hidBpf = hidBpf;
  }

  int program(LoadedProgram program) {
    return add(new Open.Program(program));
  }

  private int add(Open file) {
    int fd = next.getAndIncrement();
    open.put(fd, file);
    return fd;
  }

  /** Closes a descriptor; a link is detached. Returns false when there is none with this number. */
  boolean close(int fd) {
    Open file = open.remove(fd);
    if (file instanceof Open.Link(HidBpfOps ops)) {
      hidBpf.detach(ops);
    }
    return file != null;
  }

  /** Closes all descriptors of a program; its links are detached. */
  void forget(LoadedProgram program) {
    for (int fd : List.copyOf(open.keySet())) {
      Open is = open.get(fd);
      // No switch over types: linking it costs some milliseconds at start-up.
      if (is instanceof Open.Program(LoadedProgram p) && p == program
          || is instanceof Open.Link(HidBpfOps ops) && ops.uses(program)) {
        boolean _ = close(fd);
      }
    }
  }

  @Override
  public boolean isProgram(int fd) {
    return open.get(fd) instanceof Open.Program;
  }

  @Override
  public @Nullable HidBpfOps attachment(int fd, int hidId, int flags) {
    return open.get(fd) instanceof Open.Program(LoadedProgram program)
        ? program.attachment(hidId, flags)
        : null;
  }

  @Override
  public int link(HidBpfOps ops) {
    return add(new Open.Link(ops));
  }
}
