package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.Helpers;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.text.ProgramNames;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.ReadSection;
import io.github.hidbpf4j.kernel.dispatch.HidBpfOps;
import io.github.hidbpf4j.kernel.dispatch.HookProgram;
import io.github.hidbpf4j.kernel.emit.RunEvents;
import io.github.hidbpf4j.kernel.event.RunKind;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import org.jspecify.annotations.Nullable;

/**
 * A loaded program: verified, and ready to run at a hook. Runs on any number of threads at once.
 */
public final class LoadedProgram implements HookProgram {

  private final Kernel kernel;
  private final Executable executable;
  private final int fd;
  private final RunKind kind;
  private final String hook;

  LoadedProgram(Kernel kernel, Executable executable) {
    this.kernel = kernel;
    this.executable = executable;
    this.fd = kernel.files().program(this);
    AttachTarget target = executable.program().source().target();
    this.kind = target instanceof AttachTarget.None ? RunKind.SYSCALL : RunKind.HOOK;
    this.hook = hook(target);
  }

  @SuppressWarnings("IfChainToSwitch") // a switch over types costs some milliseconds at start-up
  private static String hook(AttachTarget target) {
    if (target instanceof AttachTarget.StructOpsMember(String _, String member)) {
      return member;
    }
    if (target instanceof AttachTarget.BtfFunction(String _, String function)) {
      return function;
    }
    return target instanceof AttachTarget.Named(String _, String point) ? point : "syscall";
  }

  /** The linked program. */
  public LinkedProgram source() {
    return executable.program().source();
  }

  @Override
  public String name() {
    return source().name();
  }

  @Override
  public boolean isFor(String point) {
    return hook.equals(point);
  }

  @Override
  public boolean acquire() {
    return executable.tryAcquire();
  }

  @Override
  public void release() {
    executable.release();
  }

  @Override
  public long run(ReadSection section, long arguments) {
    RunEvents events = kernel.runEvents();
    if (!events.isOn()) {
      return section.run(executable, arguments);
    }
    events.began(kind, name(), hook);
    long result = 0;
    try {
      result = section.run(executable, arguments);
      return result;
    } finally {
      events.ended(kind, name(), hook, result);
    }
  }

  /** The loader's file descriptor for it, to be passed to {@code hid_bpf_attach_prog}. */
  public int fd() {
    return fd;
  }

  /**
   * The ops for attaching it on its own, as in the tracing era, up to Linux 6.10, judged by the
   * function it modifies; null for any other program.
   */
  @Nullable HidBpfOps attachment(int hidId, int flags) {
    if (!(source().target() instanceof AttachTarget.BtfFunction(String kind, String hook))
        || !kind.equals("fmod_ret")) {
      return null;
    }
    if (hook.equals(HidBpfHooks.DEVICE_EVENT.name())) {
      return HidBpfOps.tracing(name(), hidId, flags, this, null);
    }
    if (hook.equals(HidBpfHooks.RDESC_FIXUP.name())) {
      return HidBpfOps.tracing(name(), hidId, flags, null, this);
    }
    return hook.equals(HidBpfHooks.OFFLOAD.name())
        ? HidBpfOps.offload(name(), hidId, flags, this)
        : null;
  }

  /** Whether it may read stack that it has not written. */
  public boolean mayReadUninitializedStack() {
    return executable.program().mayReadUninitializedStack();
  }

  /**
   * Whether it may see other memory that Linux does not initialise: records and objects that it
   * allocates, buffers of GET_REPORTs.
   */
  public boolean mayReadUninitializedMemory() {
    ProgramNames names = new ProgramNames(source());
    return hook.equals("hid_hw_request")
        || executable.program().instructions().stream()
            .filter(i -> i.opcode() == (Opcode.JMP | Opcode.CALL))
            .anyMatch(
                i -> {
                  KernelFunction function =
                      switch (i.src()) {
                        case Opcode.CALL_HELPER -> Helpers.of(i.imm());
                        case Opcode.PSEUDO_KFUNC_CALL -> {
                          String kfunc = names.kfunc(i.imm());
                          yield kfunc == null ? null : HidFunctions.find(kfunc);
                        }
                        default -> null;
                      };
                  return function != null && function.is(Trait.GIVES_UNINITIALIZED_MEMORY);
                });
  }

  Executable executable() {
    return executable;
  }
}
