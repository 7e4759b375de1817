package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Programs that are attached together: a {@code struct hid_bpf_ops} map, or one program of the
 * tracing era. It contains its device and its place in the order; {@link HidBpfDispatch} knows
 * whether it is attached.
 */
public final class HidBpfOps {
  /** Insert before the programs attached so far. */
  public static final int BPF_F_BEFORE = 1 << 3;

  private final String name;
  private final int hidId;
  private final int flags;
  private final boolean tracing;
  private final @Nullable HookProgram deviceEvent;
  private final @Nullable HookProgram rdescFixup;
  private final @Nullable HookProgram hwRequest;
  private final @Nullable HookProgram hwOutputReport;
  private final @Nullable HookProgram offload;

  /**
   * The device's bookkeeping while attached; stays set after a failed attach, as in Linux 6.12.
   * Changed by {@link Registration} alone.
   */
  volatile @Nullable DeviceState attachedTo;

  /** Whether they can never be attached again; also changed only by {@link Registration}. */
  boolean retired;

  /**
   * {@code bpf_struct_ops_map_update_elem}: a program can only be used for the member that it was
   * loaded for.
   */
  private @Nullable HookProgram verifiedFor(@Nullable HookProgram program, String hook) {
    if (program != null && !program.isFor(hook)) {
      throw new IllegalArgumentException(
          "%s: program '%s' was not verified for hook %s".formatted(name, program.name(), hook));
    }
    return program;
  }

  /**
   * Creates ops for a device; hooks with a null program are not called.
   *
   * @throws IllegalArgumentException when a program was verified for another hook
   */
  public HidBpfOps(
      String name,
      int hidId,
      int flags,
      @Nullable HookProgram deviceEvent,
      @Nullable HookProgram rdescFixup,
      @Nullable HookProgram hwRequest,
      @Nullable HookProgram hwOutputReport) {
    this(name, hidId, flags, false, deviceEvent, rdescFixup, hwRequest, hwOutputReport, null);
  }

  private HidBpfOps(
      String name,
      int hidId,
      int flags,
      boolean tracing,
      @Nullable HookProgram deviceEvent,
      @Nullable HookProgram rdescFixup,
      @Nullable HookProgram hwRequest,
      @Nullable HookProgram hwOutputReport,
      @Nullable HookProgram offload) {
    this.name = name;
    this.hidId = hidId;
    this.flags = flags;
    this.tracing = tracing;
    this.deviceEvent =
        verifiedFor(deviceEvent, tracing ? HidBpfHooks.DEVICE_EVENT.name() : "hid_device_event");
    this.rdescFixup =
        verifiedFor(rdescFixup, tracing ? HidBpfHooks.RDESC_FIXUP.name() : "hid_rdesc_fixup");
    this.hwRequest = verifiedFor(hwRequest, "hid_hw_request");
    this.hwOutputReport = verifiedFor(hwOutputReport, "hid_hw_output_report");
    this.offload = verifiedFor(offload, HidBpfHooks.OFFLOAD.name());
  }

  /**
   * Creates ops with a program for the device's delayed work: {@code hid_bpf_offload} of RFC v1.
   */
  public static HidBpfOps offload(String name, int hidId, int flags, HookProgram program) {
    return new HidBpfOps(name, hidId, flags, true, null, null, null, null, program);
  }

  /**
   * Creates ops for one program of the tracing era, which is attached on its own; exactly one of
   * the two is given.
   */
  public static HidBpfOps tracing(
      String name,
      int hidId,
      int flags,
      @Nullable HookProgram deviceEvent,
      @Nullable HookProgram rdescFixup) {
    return new HidBpfOps(name, hidId, flags, true, deviceEvent, rdescFixup, null, null, null);
  }

  /** Whether both implement a hook. */
  boolean sharesHookWith(HidBpfOps other) {
    return (deviceEvent != null && other.deviceEvent != null)
        || (rdescFixup != null && other.rdescFixup != null)
        || (offload != null && other.offload != null);
  }

  /** Whether this is a program of the tracing era, which has other limits. */
  public boolean isTracing() {
    return tracing;
  }

  /** The name of the map or program. */
  public String name() {
    return name;
  }

  /** Id of the device it is for. */
  public int hidId() {
    return hidId;
  }

  /** {@link #BPF_F_BEFORE} or 0. */
  public int flags() {
    return flags;
  }

  /** Called for every input report. */
  public @Nullable HookProgram deviceEvent() {
    return deviceEvent;
  }

  /** Called for the descriptor at every probe. */
  public @Nullable HookProgram rdescFixup() {
    return rdescFixup;
  }

  /** Called for every GET_REPORT, SET_REPORT and the like. */
  public @Nullable HookProgram hwRequest() {
    return hwRequest;
  }

  /** Called for every output report. */
  public @Nullable HookProgram hwOutputReport() {
    return hwOutputReport;
  }

  /** Called by the device's delayed work. */
  public @Nullable HookProgram offload() {
    return offload;
  }

  private List<HookProgram> programs() {
    return Stream.of(deviceEvent, rdescFixup, hwRequest, hwOutputReport, offload)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Takes references to all programs, or to none and returns false. */
  boolean acquirePrograms() {
    List<HookProgram> all = programs();
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).acquire()) {
        all.subList(0, i).forEach(HookProgram::release);
        return false;
      }
    }
    return true;
  }

  /** Drops the references taken by {@link #acquirePrograms}. */
  void releasePrograms() {
    programs().forEach(HookProgram::release);
  }

  /** Whether this program is one of them. */
  @SuppressWarnings("ReferenceEquality") // one object per loaded program
  public boolean uses(HookProgram program) {
    return deviceEvent == program
        || rdescFixup == program
        || hwRequest == program
        || hwOutputReport == program
        || offload == program;
  }

  /** Whether it is attached to a device that still exists. */
  public boolean isAttached() {
    DeviceState state = attachedTo;
    return state != null && state.has(this);
  }
}
