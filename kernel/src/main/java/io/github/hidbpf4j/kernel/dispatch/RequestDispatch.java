package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.bpf.vm.ReadSection;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.ReportView;
import org.jspecify.annotations.Nullable;

/**
 * Runs the programs for requests to a device: {@code hid_hw_request} and {@code
 * hid_hw_output_report}.
 */
final class RequestDispatch {
  private final Machine machine;
  private final ArenaMemory memory;
  private final ContextTable contexts;

  RequestDispatch(Machine machine, ContextTable contexts) {
    this.machine = machine;
    this.memory = machine.memory();
    this.contexts = contexts;
  }

  /** One of the programs of a struct_ops map, or null if there is none for this hook. */
  interface Hook {
    @Nullable HookProgram of(HidBpfOps ops);
  }

  /** Prepares the arguments of the program, and returns their address. */
  interface Arguments {
    long of(HidBpfContext context);
  }

  /**
   * Runs the programs until one returns a value other than 0.
   *
   * @param data the request; receives the programs' changes
   * @return the result of the last program, 0 if none ran
   */
  int request(DeviceState state, ReportView data, boolean fromBpf, Hook hook, Arguments arguments) {
    if (state.isDestroyed()) {
      return -HidErrno.ENODEV;
    }
    try (ReadSection section = machine.enter()) {
      HidBpfOps[] programs = state.programs();
      return programs.length == 0
          ? 0
          : request(section, programs, state, data, fromBpf, hook, arguments);
    }
  }

  private int request(
      ReadSection section,
      HidBpfOps[] programs,
      DeviceState state,
      ReportView data,
      boolean fromBpf,
      Hook hook,
      Arguments arguments) {
    int size = data.size();
    long copy = memory.allocate(size, "request buffer of " + state.device().sysfsName());
    memory.putBytes(copy, data.toByteArray());
    HidBpfContext context = contexts.acquire(state, copy, size, size, fromBpf);
    if (context == null) {
      memory.free(copy);
      return -HidErrno.ENODEV;
    }
    try {
      for (HidBpfOps ops : programs) {
        HookProgram program = hook.of(ops);
        if (program == null) {
          continue;
        }
        int ret = (int) program.run(section, arguments.of(context));
        if (ret != 0) {
          return ret;
        }
      }
      return 0;
    } finally {
      data.copyFrom(memory.getBytes(copy, size), 0, size);
      contexts.release(context);
      memory.free(copy);
    }
  }
}
