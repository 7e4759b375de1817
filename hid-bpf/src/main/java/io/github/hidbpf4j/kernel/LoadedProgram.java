package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.kernel.dispatch.HidBpfOps;
import io.github.hidbpf4j.kernel.dispatch.HookProgram;
import org.jspecify.annotations.Nullable;

/** A program that is loaded: verified, and ready to run at a hook or by hand. */
public final class LoadedProgram implements HookProgram {
  private final Executable executable;
  private final int fd;

  LoadedProgram(Executable executable, FileDescriptors files) {
    this.executable = executable;
    this.fd = files.program(this);
  }

  /** The program as it was linked. */
  public LinkedProgram source() {
    return executable.program().source();
  }

  @Override
  public String name() {
    return source().name();
  }

  @Override
  public long run(long arguments) {
    return executable.run(arguments);
  }

  /** File descriptor that the loader has of it: what {@code hid_bpf_attach_prog} takes. */
  public int fd() {
    return fd;
  }

  /**
   * What attaching it by itself means, as in the tracing era, up to Linux 6.10: by the name of the
   * function it modifies. Null for a program that is none of that kind.
   */
  @Nullable HidBpfOps attachment(int hidId, int flags) {
    if (!(source().target() instanceof AttachTarget.BtfFunction(String kind, String hook))
        || !kind.equals("fmod_ret")) {
      return null;
    }
    return switch (hook) {
      case "hid_bpf_device_event" -> HidBpfOps.tracing(name(), hidId, flags, this, null);
      case "hid_bpf_rdesc_fixup" -> HidBpfOps.tracing(name(), hidId, flags, null, this);
      default -> null;
    };
  }

  Executable executable() {
    return executable;
  }
}
