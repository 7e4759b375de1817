package io.github.hidbpf4j.kernel.function;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.PROPOSED;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SLEEPABLE;
import static io.github.hidbpf4j.bpf.proto.ReleasedBy.releasedBy;
import static io.github.hidbpf4j.bpf.proto.Trait.INJECTS_REPORT;
import static io.github.hidbpf4j.bpf.proto.Trait.MAY_WAIT;
import static io.github.hidbpf4j.bpf.proto.Trait.WRITES_NO_MEMORY;

import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.Effect.Deferral;
import io.github.hidbpf4j.bpf.proto.Effect.Region;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.ManualEntry;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of HID-BPF's own functions ({@code drivers/hid/bpf/hid_bpf_dispatch.c}), of all kernels
 * and proposals. Flags are those of hooks in Linux 6.12; {@code HidKfuncs} of the profiles has the
 * others.
 */
public final class HidFunctions {
  /** {@code hid_bpf_get_data}. */
  public static final Kfunc GET_DATA =
      Kfunc.of(
          "hid_bpf_get_data",
          RET_NULL,
          new Effect.ReturnsPointer(Region.EVENT_DATA, true),
          new ManualEntry(
              "Address of `rdwr_buf_size` bytes (a constant) from `offset` on, of the event, "
                  + "request or descriptor at hand.",
              "NULL when they do not lie within `allocated_size`."));

  /** {@code hid_bpf_release_context}. */
  public static final Kfunc RELEASE_CONTEXT =
      Kfunc.of(
          "hid_bpf_release_context",
          RELEASE,
          SLEEPABLE,
          new ManualEntry("Releases an allocated context.", "nothing"));

  /** {@code hid_bpf_allocate_context}. */
  public static final Kfunc ALLOCATE_CONTEXT =
      Kfunc.of(
          "hid_bpf_allocate_context",
          ACQUIRE,
          RET_NULL,
          SLEEPABLE,
          new Effect.ReturnsPointer(Region.OWN_CONTEXT, true),
          releasedBy(RELEASE_CONTEXT),
          new ManualEntry(
              "Allocates a context for the device with this id, to be released. "
                  + "`hid_bpf_get_data` returns NULL for it.",
              "NULL when there is no such device."));

  /** {@code hid_bpf_attach_prog}. */
  public static final Kfunc ATTACH_PROG =
      Kfunc.of(
          "hid_bpf_attach_prog",
          new ManualEntry(
              "Attaches a program to a device. Flags: 0, or 1 to insert it first.",
              "A link's descriptor; -EINVAL: flags, device, or not a HID-BPF program; -EBADF; "
                  + "-E2BIG: 64 event programs, or a second descriptor fixup."));

  /** {@code hid_bpf_hw_request}. */
  public static final Kfunc HW_REQUEST =
      Kfunc.of(
          "hid_bpf_hw_request",
          SLEEPABLE,
          MAY_WAIT,
          new Effect.Writes(2, 3),
          new Effect.Reads(2, 3),
          new Effect.ReturnsNumber(1, Integer.MIN_VALUE, Integer.MAX_VALUE),
          new ManualEntry(
              "GET_REPORT, SET_REPORT or another class request; report id in byte 0. Waits "
                  + "for the device.",
              "Bytes sent or received; -EINVAL: arguments, or the descriptor has no such report; "
                  + "-EIO: the device answered with an error or not at all; -EDEADLK (-35): from "
                  + "a hook "
                  + "that a program's own call runs."));

  /** {@code hid_bpf_hw_output_report}. */
  public static final Kfunc HW_OUTPUT_REPORT =
      Kfunc.of(
          "hid_bpf_hw_output_report",
          SLEEPABLE,
          MAY_WAIT,
          WRITES_NO_MEMORY,
          new Effect.Reads(2, 3),
          new Effect.ReturnsNumber(1, Integer.MIN_VALUE, Integer.MAX_VALUE),
          linux6(10),
          new ManualEntry(
              "Sends an output report; report id in byte 0. Waits for the device.",
              "Bytes sent; -EINVAL, -ENOSYS, -EDEADLK as above."));

  /** {@code hid_bpf_input_report}. */
  public static final Kfunc INPUT_REPORT =
      Kfunc.of(
          "hid_bpf_input_report",
          SLEEPABLE,
          MAY_WAIT,
          INJECTS_REPORT,
          WRITES_NO_MEMORY,
          new Effect.Reads(3, 4),
          Effect.ReturnsNumber.STATUS,
          linux6(10),
          new ManualEntry(
              "Injects a report as if it came from the device; the event hooks see it. Since "
                  + "6.11 it waits for the input lock (never call it from a descriptor fixup, "
                  + "whose probe holds it); before, it returns -EBUSY.",
              "0; -EINVAL: arguments, or dropped by the HID core; -EBUSY until 6.10; -EINTR; "
                  + "what an event hook returned below 0; -EDEADLK from an event that a program "
                  + "injected."));

  /** {@code hid_bpf_try_input_report}. */
  public static final Kfunc TRY_INPUT_REPORT =
      Kfunc.of(
          "hid_bpf_try_input_report",
          INJECTS_REPORT,
          WRITES_NO_MEMORY,
          new Effect.Reads(3, 4),
          Effect.ReturnsNumber.STATUS,
          linux6(11),
          new ManualEntry(
              "The same without waiting. From an event hook's own context it runs the hooks "
                  + "at once, within the call and in the same event buffer.",
              "As above, and -EBUSY when the lock is taken."));

  /** {@code hid_bpf_schedule_delayed_work}. */
  public static final Kfunc SCHEDULE_DELAYED_WORK =
      Kfunc.of(
          "hid_bpf_schedule_delayed_work",
          new Effect.Starts(Deferral.DEVICE_WORK),
          new Effect.ReturnsNumber(1, 0, 1),
          PROPOSED,
          new ManualEntry(
              "Has the device's `hid_bpf_offload` programs run in `delay_ms` milliseconds.",
              "true: scheduled. false: it was scheduled already, and keeps its deadline; or no "
                  + "such "
                  + "program is attached."));

  /** All of them, in the order of the reference. */
  public static final List<Kfunc> ALL =
      List.of(
          GET_DATA,
          ALLOCATE_CONTEXT,
          RELEASE_CONTEXT,
          ATTACH_PROG,
          HW_REQUEST,
          HW_OUTPUT_REPORT,
          INPUT_REPORT,
          TRY_INPUT_REPORT,
          SCHEDULE_DELAYED_WORK);

  private static final Map<String, Kfunc> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Kfunc::name, Function.identity()));

  private HidFunctions() {}

  /** The row of a kfunc, of HID-BPF or generic, in any kernel or proposal; or null. */
  public static @Nullable Kfunc find(String name) {
    Kfunc own = BY_NAME.get(name);
    return own != null ? own : GenericKfuncs.find(name);
  }
}
