package io.github.hidbpf4j.kernel.function;

import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.proto.HookFunction;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition.Member;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition.ReturnRule;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition.WritableField;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The hooks of HID-BPF in each era. */
public final class HidBpfHooks {
  /** Name of the struct passed to a hook. */
  public static final String CONTEXT = KernelTypeNames.HID_BPF_CONTEXT;

  /** {@code hid_bpf_ops} of Linux 6.12 ({@code drivers/hid/bpf/hid_bpf_struct_ops.c}). */
  public static final StructOpsDefinition HID_BPF_OPS =
      new StructOpsDefinition(
          "hid_bpf_ops",
          members(
              new Member("hid_device_event", true, false, ReturnRule.SCALAR),
              new Member("hid_rdesc_fixup", true, true, ReturnRule.SCALAR),
              new Member("hid_hw_request", true, true, ReturnRule.SCALAR),
              new Member("hid_hw_output_report", true, true, ReturnRule.SCALAR)),
          Set.of("hid_id", "flags"),
          List.of(
              new WritableField(CONTEXT, "retval", false),
              new WritableField(CONTEXT, "size", false),
              new WritableField("hid_device", "name", true),
              new WritableField("hid_device", "uniq", true),
              new WritableField("hid_device", "phys", true)));

  /** Per event, in softirq; 6.3 to 6.10. */
  public static final HookFunction DEVICE_EVENT = fmodRet("hid_bpf_device_event", false);

  /** Per probe; 6.3 to 6.10. */
  public static final HookFunction RDESC_FIXUP = fmodRet("hid_bpf_rdesc_fixup", false);

  /** Delayed work of RFC v1, in process context. */
  public static final HookFunction OFFLOAD = fmodRet("hid_bpf_offload", true);

  /** {@code hidraw_open(inode, file)}: lets a program track who has a hidraw node open. */
  public static final HookFunction HIDRAW_OPEN =
      new HookFunction("hidraw_open", Set.of("fentry", "fexit"), false, false);

  private HidBpfHooks() {}

  private static HookFunction fmodRet(String name, boolean sleepable) {
    return new HookFunction(name, Set.of("fmod_ret"), sleepable, true);
  }

  private static Map<String, Member> members(Member... all) {
    return Stream.of(all).collect(Collectors.toMap(Member::name, Function.identity()));
  }
}
