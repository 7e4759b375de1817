package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.kernel.emit.RunEvents;
import io.github.hidbpf4j.kernel.event.RunKind;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The HID kfuncs ({@code drivers/hid/bpf/hid_bpf_dispatch.c}, Linux 6.12). Results are as measured:
 * bytes, 0, or a negative errno.
 */
public final class HidKfuncCalls {
  private static final int HID_BPF_FLAG_INSERT_HEAD = 1;

  private final HidBpfDispatch core;
  private final ArenaMemory memory;
  private final RunEvents events;
  private final DispatchFindings findings;
  private final ProgramFiles files;
  private final boolean waits;

  /**
   * Creates the kfuncs of a core.
   *
   * @param waits whether {@code hid_bpf_input_report} waits for the input lock: since Linux 6.11;
   *     previously, and in the proposals, it returns -EBUSY
   */
  public HidKfuncCalls(HidBpfDispatch core, ProgramFiles files, boolean waits) {
    this.core = core;
    this.memory = core.memory();
    this.events = core.events();
    this.findings = core.findings();
    this.files = files;
    this.waits = waits;
  }

  /** Adds all of them. */
  public void addTo(HelperRegistry.Builder b) {
    b.kfunc(HidFunctions.GET_DATA, (run, ctx, offset, size, _, _) -> getData(ctx, offset, size));
    b.kfunc(HidFunctions.ALLOCATE_CONTEXT, (run, id, _, _, _, _) -> allocateContext((int) id));
    b.kfunc(HidFunctions.RELEASE_CONTEXT, (run, ctx, _, _, _, _) -> releaseContext(ctx));
    b.kfunc(
        HidFunctions.ATTACH_PROG,
        (run, id, fd, flags, _, _) -> attachProg((int) id, (int) fd, (int) flags));
    b.kfunc(
        HidFunctions.HW_REQUEST,
        (run, ctx, buf, size, type, request) -> {
          String program = run.program().source().name();
          findings.maySleep(program, "hw_request");
          int ret = hwRequest(ctx, buf, size, (int) type, (int) request);
          return observed(
              program, HidFunctions.HW_REQUEST, ctx, buf, size, (int) type, (int) request, ret);
        });
    b.kfunc(
        HidFunctions.HW_OUTPUT_REPORT,
        // It has three arguments: R4 and R5 are arbitrary.
        (run, ctx, buf, size, _, _) -> {
          String program = run.program().source().name();
          findings.maySleep(program, "hw_output_report");
          int ret = hwOutputReport(ctx, buf, size);
          return observed(program, HidFunctions.HW_OUTPUT_REPORT, ctx, buf, size, 0, 0, ret);
        });
    b.kfunc(
        HidFunctions.INPUT_REPORT,
        (run, ctx, type, buf, size, _) -> {
          String program = run.program().source().name();
          if (waits) {
            findings.maySleep(program, "input_report");
          }
          int ret =
              waits
                  ? inputReport(program, ctx, (int) type, buf, size)
                  : tryInputReport(program, ctx, (int) type, buf, size);
          return observed(program, HidFunctions.INPUT_REPORT, ctx, buf, size, (int) type, 0, ret);
        });
    b.kfunc(
        HidFunctions.TRY_INPUT_REPORT,
        (run, ctx, type, buf, size, _) -> {
          String program = run.program().source().name();
          int ret = tryInputReport(program, ctx, (int) type, buf, size);
          return observed(
              program, HidFunctions.TRY_INPUT_REPORT, ctx, buf, size, (int) type, 0, ret);
        });
    b.kfunc(
        HidFunctions.SCHEDULE_DELAYED_WORK,
        (run, ctx, delay, _, _, _) ->
            scheduleDelayedWork(run.program().source().name(), ctx, (int) delay));
  }

  /**
   * In RFC v1, whose result is a bool: its -EINVAL was true for the caller. Here the result is
   * false, with a finding.
   */
  private long scheduleDelayedWork(String program, long ctx, int milliseconds) {
    HidBpfContext context = core.contexts().find(ctx);
    DelayedWork work = context == null ? null : context.device().delayedWork();
    if (work == null) {
      findings.report(
          FindingKind.NO_OFFLOAD_PROGRAM,
          program,
          HidFunctions.SCHEDULE_DELAYED_WORK
              + " was called for a device without a hid_bpf_offload program;"
              + " RFC v1 returns true nevertheless, here it returns false: attach the offload"
              + " program first");
      return 0;
    }
    if (!work.schedule(milliseconds)) {
      return 0;
    }
    long delay = Integer.toUnsignedLong(milliseconds) * 1_000_000;
    events.scheduled(RunKind.WORK, program, HidBpfHooks.OFFLOAD.name(), "", delay);
    return 1;
  }

  private long observed(
      String program, Kfunc kfunc, long ctx, long buf, long size, int type, int request, int ret) {
    HidBpfContext context = events.isOn() ? core.contexts().find(ctx) : null;
    if (context != null) {
      HidDevice device = context.device().device();
      events.called(device, program, kfunc.name(), type, request, memory, buf, size, ret);
    }
    return ret;
  }

  /**
   * {@code offset} is a u32; the sum is computed in 64 bits, so it can wrap only for sizes near
   * 2^64.
   */
  long getData(long ctx, long offset, long size) {
    HidBpfContext context = core.contexts().find(ctx);
    if (context == null) {
      return 0;
    }
    long from = Integer.toUnsignedLong((int) offset);
    long end = size + from;
    boolean overflow = Long.compareUnsigned(end, size) < 0;
    if (overflow
        || Long.compareUnsigned(end, Integer.toUnsignedLong(context.allocatedSize())) > 0
        || context.data() == 0) {
      return 0;
    }
    return context.data() + from;
  }

  private long allocateContext(int hidId) {
    DeviceState state = core.find(hidId);
    if (state == null || state.isDestroyed()) {
      return 0;
    }
    HidBpfContext context = core.contexts().acquire(state, 0, 0, 0, false);
    return context == null ? 0 : context.address();
  }

  private long releaseContext(long ctx) {
    HidBpfContext context = core.contexts().find(ctx);
    if (context != null) {
      core.contexts().release(context);
    }
    return 0;
  }

  /**
   * Up to Linux 6.10: attaches the program behind a descriptor.
   *
   * @return descriptor of the link; -EINVAL for unknown flags, no such device, not a HID-BPF
   *     program; -EBADF for a descriptor that is not a program; -E2BIG
   */
  private int attachProg(int hidId, int fd, int flags) {
    DeviceState state = core.find(hidId);
    if ((flags & ~HID_BPF_FLAG_INSERT_HEAD) != 0 || state == null || state.isDestroyed()) {
      return -HidErrno.EINVAL;
    }
    if (!files.isProgram(fd)) {
      return (int) Errno.EBADF.result();
    }
    HidBpfOps ops = files.attachment(fd, hidId, flags == 0 ? 0 : HidBpfOps.BPF_F_BEFORE);
    if (ops == null) {
      return -HidErrno.EINVAL;
    }
    int ret = core.attach(ops);
    if (ret < 0) {
      return ret;
    }
    int link = files.link(ops);
    if (!files.isProgram(fd)) {
      // Closed meanwhile, along with its links.
      core.retire(ops);
    }
    return link;
  }

  private static @Nullable ReportType reportType(int number) {
    return number >= 0 && number < ReportType.COUNT ? ReportType.ofCoreNumber(number) : null;
  }

  /** Bytes to transfer after the common checks, or a negative errno. */
  private int checkedSize(
      HidBpfContext context, long buf, long size, @Nullable ReportType type, boolean request) {
    if (buf == 0 || type == null || size == 0) {
      return -HidErrno.EINVAL;
    }
    HidDevice device = context.device().device();
    int id = device.isNumbered(type) ? memory.getByte(buf) & 0xff : 0;
    int length = device.reportLength(type, id);
    if (length < 0) {
      return -HidErrno.EINVAL;
    }
    // An unnumbered report still has a byte for the id, except on its way in.
    boolean reserved = request && core.rules().countsReservedByte() && !device.isNumbered(type);
    int most = reserved ? length + 1 : length;
    return Long.compareUnsigned(size, most) > 0 ? most : (int) size;
  }

  private int hwRequest(long ctx, long buf, long bufSize, int type, int request) {
    HidBpfContext context = core.contexts().find(ctx);
    if (context == null) {
      return -HidErrno.EINVAL;
    }
    if (context.fromBpf()) {
      return -HidErrno.EDEADLK;
    }
    ReportType reportType = reportType(type);
    int size = checkedSize(context, buf, bufSize, reportType, true);
    ClassRequest classRequest = ClassRequest.ofNumber(request);
    if (size < 0 || reportType == null || classRequest == null) {
      return Math.min(size, -HidErrno.EINVAL);
    }
    byte[] data = memory.getBytes(buf, size);
    int ret =
        context
            .device()
            .device()
            .hwRawRequest(
                data[0] & 0xff,
                MemorySegment.ofArray(data),
                0,
                size,
                reportType,
                classRequest,
                ctx,
                true);
    ret = Math.min(ret, size);
    if (ret > 0) {
      memory.putBytes(buf, data, 0, ret);
    }
    return ret;
  }

  private int hwOutputReport(long ctx, long buf, long bufSize) {
    HidBpfContext context = core.contexts().find(ctx);
    if (context == null) {
      return -HidErrno.EINVAL;
    }
    if (context.fromBpf()) {
      return -HidErrno.EDEADLK;
    }
    int size = checkedSize(context, buf, bufSize, ReportType.OUTPUT, true);
    if (size < 0) {
      return size;
    }
    byte[] data = memory.getBytes(buf, size);
    return context
        .device()
        .device()
        .hwOutputReport(MemorySegment.ofArray(data), 0, size, ctx, true);
  }

  private int inputReport(String program, long ctx, int type, long buf, long size) {
    HidBpfContext context = core.contexts().find(ctx);
    if (context == null) {
      return -HidErrno.EINVAL;
    }
    HidDevice device = context.device().device();
    if (device.acquireInputLock() < 0) {
      findings.report(
          FindingKind.INPUT_REPORT_DEADLOCK,
          program,
          HidFunctions.INPUT_REPORT
              + " was called while holding the input lock of "
              + device.sysfsName()
              + "; "
              + FindingKind.INPUT_REPORT_DEADLOCK.breakingKernels()
              + " waits forever, here the call returns -EINTR: inject from a work item, or "
              + "use hid_bpf_try_input_report");
      return -HidErrno.EINTR;
    }
    try {
      context.device().setInjecting(program);
      return inject(context, type, buf, size, true);
    } finally {
      context.device().setInjecting(null);
      device.releaseInputLock();
    }
  }

  private int tryInputReport(String program, long ctx, int type, long buf, long size) {
    HidBpfContext context = core.contexts().find(ctx);
    if (context == null) {
      return -HidErrno.EINVAL;
    }
    boolean fromEventHook = context.data() != 0 && context.data() == context.device().buffer();
    DeviceState state = context.device();
    String holder = state.injecting();
    if (!fromEventHook) {
      state.setInjecting(program);
    }
    int ret;
    try {
      ret = inject(context, type, buf, size, fromEventHook);
    } finally {
      state.setInjecting(holder);
    }
    if (ret == -HidErrno.EBUSY) {
      findings.confirm(FindingKind.BUSY_IGNORED, program);
    } else if (fromEventHook && ret != -HidErrno.EDEADLK && ret != -HidErrno.EINVAL) {
      findings.confirm(FindingKind.EVENT_BUFFER_OVERWRITTEN, program);
    }
    return ret;
  }

  private int inject(HidBpfContext context, int type, long buf, long bufSize, boolean locked) {
    if (context.fromBpf()) {
      return -HidErrno.EDEADLK;
    }
    ReportType reportType = reportType(type);
    int size = checkedSize(context, buf, bufSize, reportType, false);
    if (size < 0 || reportType == null) {
      return -HidErrno.EINVAL;
    }
    HidDevice device = context.device().device();
    long at = memory.offset(buf);
    int room = room(device, reportType, buf, size);
    return locked
        ? device.injectLocked(reportType, memory.segment(), at, room, size, context.address())
        : device.tryInject(reportType, memory.segment(), at, room, size, context.address());
  }

  /**
   * Size of the program's memory that belongs to the report. Kernels without buffer lengths zero
   * the missing part of a short report beyond the given size: as here, if the program may write
   * there.
   */
  private int room(HidDevice device, ReportType type, long buf, int size) {
    if (core.rules().core().shortReports() != ShortReports.PADDED) {
      return size;
    }
    int length =
        device.reportLength(type, device.isNumbered(type) ? memory.getByte(buf) & 0xff : 0);
    return length > size && memory.isWritable(buf, length) ? length : size;
  }
}
