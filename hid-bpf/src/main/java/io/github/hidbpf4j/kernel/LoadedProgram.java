package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.kernel.dispatch.HookProgram;

/** A program that is loaded: verified, and ready to run at a hook or by hand. */
public final class LoadedProgram implements HookProgram {
  private final Executable executable;

  LoadedProgram(Executable executable) {
    this.executable = executable;
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

  Executable executable() {
    return executable;
  }
}
