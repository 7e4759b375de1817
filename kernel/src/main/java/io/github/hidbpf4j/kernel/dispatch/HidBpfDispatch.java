package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.async.AsyncCallbacks;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.bpf.vm.ReadSection;
import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidBus;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.HidHooks;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.kernel.emit.EventHub;
import io.github.hidbpf4j.kernel.emit.HidEvents;
import io.github.hidbpf4j.kernel.emit.RunEvents;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.rules.HidRules;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The HID-BPF core of one kernel: attaches programs, and dispatches events, descriptors and
 * requests of the HID core to them. Rules: {@code drivers/hid/bpf/hid_bpf_dispatch.c} and {@code
 * hid_bpf_struct_ops.c} of Linux 6.12, as measured on a real one.
 *
 * <p>Programs are attached and detached from any thread while events are in progress. An event runs
 * the programs attached when it started, in their order; it opens a read section before it reads
 * the list, so that a program detached and closed meanwhile is freed only afterwards.
 */
public final class HidBpfDispatch implements HidHooks {
  /** Maximum number of programs or struct_ops maps per device. */
  public static final int MAX_PROGS_PER_DEV = 64;

  /** Size of the buffer of a descriptor fixup. */
  public static final int MAX_DESCRIPTOR_SIZE = 4096;

  private static final int MAX_ERRNO = 4095;

  private final ArenaMemory memory;
  private final KernelLayout layout;
  private final ContextTable contexts;
  private final RunEvents events;
  private final DispatchFindings findings;
  private final DescriptorFixup fixup;
  private final RequestDispatch requests;
  private final HidBus bus;
  private final AsyncCallbacks callbacks;
  private final Machine machine;
  private final HidRules rules;
  private final Registration registration = new Registration();

  /**
   * Creates a core with its own bus, whose programs see kernel structs in this layout.
   *
   * @param machine runs the programs
   * @param kernelTypes the BTF that programs are resolved against
   * @param callbacks timers and work items of programs
   * @param hub receives events of the bus and of programs
   * @param rules rules of the kernel's HID core and HID-BPF
   * @param start initial settings of the bus
   */
  public HidBpfDispatch(
      Machine machine,
      Btf kernelTypes,
      AsyncCallbacks callbacks,
      EventHub hub,
      HidRules rules,
      HidBus.Start start) {
    this.machine = machine;
    this.callbacks = callbacks;
    this.events = new RunEvents(hub);
    this.memory = machine.memory();
    this.layout = new KernelLayout(kernelTypes);
    this.contexts = new ContextTable(ContextLayout.of(layout), memory);
    this.findings = new DispatchFindings(events, callbacks);
    this.fixup = new DescriptorFixup(memory, contexts, events);
    this.requests = new RequestDispatch(machine, contexts);
    this.rules = rules;
    this.bus =
        new HidBus(
            machine.scheduler(), rules.core(), this, hub.isOn() ? new HidEvents(hub) : null, start);
  }

  /** The bus with its devices. */
  public HidBus bus() {
    return bus;
  }

  /** Registers static findings on loaded programs, to be reported when they occur. */
  public void suspect(Collection<Finding> findingsOnPrograms) {
    findings.suspect(findingsOnPrograms);
  }

  /** The rules of the kernel's HID core and HID-BPF. */
  HidRules rules() {
    return rules;
  }

  /** The receiver of findings on programs. */
  DispatchFindings findings() {
    return findings;
  }

  RunEvents events() {
    return events;
  }

  ArenaMemory memory() {
    return memory;
  }

  ContextTable contexts() {
    return contexts;
  }

  /** State of a live device by id, or null. */
  @Nullable DeviceState find(int hidId) {
    HidDevice device = bus.device(hidId);
    return device == null ? null : state(device);
  }

  private DeviceState state(HidDevice device) {
    return device.hookData() instanceof DeviceState state && state.core() == this
        ? state
        : newState(device);
  }

  private synchronized DeviceState newState(HidDevice device) {
    if (device.hookData() instanceof DeviceState state && state.core() == this) {
      return state;
    }
    DeviceState state =
        new DeviceState(this, device, new KernelDevice(layout, memory, device), memory, contexts);
    device.setHookData(state);
    return state;
  }

  /**
   * Attaches programs to the device that they name: {@code hid_bpf_reg}. Thread-safe, in process
   * context: for a descriptor fixup the device is probed again, which waits. The programs see all
   * events from then on. Inside an event of the same device, for instance in a listener, the probe
   * follows in a work item.
   *
   * @return 0; -EINVAL for flags other than BPF_F_BEFORE, when they are attached already or a
   *     former attempt failed, when there is no such device, when it has a descriptor fixup
   *     already; -E2BIG for the 65th; -ENOENT when their programs are unloaded. For a program of
   *     the tracing era: -EINVAL for flags and device, -E2BIG for the 65th event program and the
   *     second descriptor fixup
   */
  public int attach(HidBpfOps ops) {
    return registration.attach(find(ops.hidId()), ops, bus.scheduler());
  }

  /**
   * Detaches programs; does nothing when they are not attached or their device is gone: {@code
   * hid_bpf_unreg}. Thread-safe, like {@link #attach}; an event in progress may still run them.
   */
  public void detach(HidBpfOps ops) {
    registration.detach(ops);
  }

  /** Detaches programs for good: later attempts to attach them fail with -ENOENT. */
  public void retire(HidBpfOps ops) {
    registration.retire(ops);
  }

  @Override
  public int deviceEvent(
      HidDevice device, ReportType type, ReportView event, long source, boolean fromBpf) {
    DeviceState state = state(device);
    if (state.isDestroyed()) {
      return -HidErrno.ENODEV;
    }
    long buffer = state.buffer();
    if (buffer == 0) {
      return 0;
    }
    int allocated = state.allocated();
    int size = event.size();
    if (event.isPadded() && size <= allocated && allocated <= event.bufferSize()) {
      event.copyTo(memory.segment(), memory.offset(buffer), allocated);
    } else {
      memory.fill(buffer, allocated, (byte) 0);
      event.copyTo(memory.segment(), memory.offset(buffer), Math.min(size, allocated));
    }
    if (state.isBufferRemade() && size > 0) {
      state.forgetRemade();
      findings.emptyBuffer(state, size);
    }
    if (size > allocated) {
      if (allocated == 0) {
        findings.emptyBuffer(state, size);
      } else {
        findings.oversized(state, size, allocated);
      }
    }
    int generation = source == 0 ? 0 : callbacks.generation() + 1;
    if (generation == DispatchFindings.REPORTED_GENERATION) {
      findings.reportEndlessInjection(state, generation);
    }
    int before = callbacks.setGeneration(generation);
    HidBpfContext context = state.enterEvent();
    // Opened before the list is read: programs detached and closed meanwhile stay until its end.
    try (ReadSection section = machine.enter()) {
      context.fill(state, buffer, allocated, size, fromBpf);
      context.setTracing(0, type.coreNumber());
      long arguments = context.arguments(type.coreNumber(), source, 0, 0);
      int returned = 0;
      for (HidBpfOps ops : state.programs()) {
        HookProgram program = ops.deviceEvent();
        if (program == null) {
          continue;
        }
        if (returned > 0) {
          context.setSize(returned);
        }
        int ret =
            events.isOn()
                ? runAndReport(section, program, arguments, context, state)
                : (int) program.run(section, arguments);
        if (ret < 0) {
          if (ret < -MAX_ERRNO) {
            findings.belowErrnoRange(program, ret);
          }
          return ret;
        }
        returned = ret;
      }
      // The kernel compares this int with the u32 allocated_size: a negative size is a large one.
      int end = returned > 0 ? returned : context.size();
      if (end != 0) {
        if (Integer.compareUnsigned(end, allocated) > 0) {
          return -HidErrno.EINVAL;
        }
        size = end;
      }
      event.pointTo(memory.segment(), memory.offset(buffer), allocated, size);
      return 0;
    } finally {
      state.leaveEvent();
      int _ = callbacks.setGeneration(before);
    }
  }

  /** Runs a program on the event buffer, and reports its changes. */
  private int runAndReport(
      ReadSection section,
      HookProgram program,
      long arguments,
      HidBpfContext context,
      DeviceState state) {
    long buffer = state.buffer();
    int allocated = state.allocated();
    events.stepBegins(memory, buffer, allocated);
    int ret = (int) program.run(section, arguments);
    int size = ret > 0 ? ret : context.size();
    events.stepEnds(memory, buffer, allocated, program.name(), ret, size);
    return ret;
  }

  @Override
  public void eventRefused(HidDevice device, int ret) {
    findings.eventRefused(state(device), ret);
  }

  @Override
  public int rdescFixup(HidDevice device, ReportView rdesc) {
    DeviceState state = state(device);
    try (ReadSection section = machine.enter()) {
      HidBpfOps ops = state.rdescOps();
      HookProgram program = ops == null ? null : ops.rdescFixup();
      return program == null ? 0 : fixup.run(section, program, state, rdesc);
    }
  }

  @Override
  public int hwRequest(
      HidDevice device,
      int reportnum,
      ReportView data,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf) {
    return requests.request(
        state(device),
        data,
        fromBpf,
        HidBpfOps::hwRequest,
        c -> c.arguments(reportnum, type.coreNumber(), request.number(), source));
  }

  @Override
  public int hwOutputReport(HidDevice device, ReportView data, long source, boolean fromBpf) {
    return requests.request(
        state(device), data, fromBpf, HidBpfOps::hwOutputReport, c -> c.arguments(source, 0, 0, 0));
  }

  /** Runs the {@code hid_bpf_offload} programs of a device, until one returns a negative number. */
  void runDelayedWork(DeviceState state) {
    HidBpfContext context = contexts.acquire(state, 0, 0, 0, false);
    if (context == null) {
      return;
    }
    try (ReadSection section = machine.enter()) {
      context.setTracing(0, 0);
      for (HidBpfOps ops : state.programs()) {
        HookProgram program = ops.offload();
        if (state.isDestroyed()) {
          return;
        }
        if (program != null && (int) program.run(section, context.arguments(0, 0, 0, 0)) < 0) {
          return;
        }
      }
    } finally {
      contexts.release(context);
    }
  }

  @Override
  public void regrouped(HidDevice device) {
    state(device).struct().setGroup(device.group().number());
  }

  @Override
  public void connected(HidDevice device) {
    registration.connected(state(device));
  }

  @Override
  public void disconnected(HidDevice device) {
    registration.disconnected(state(device));
  }

  @Override
  public void destroyed(HidDevice device) {
    registration.destroy(state(device));
  }

  @Override
  public void removed(HidDevice device) {
    // Running programs may hold pointers to it.
    machine.afterRuns(state(device)::release);
  }
}
