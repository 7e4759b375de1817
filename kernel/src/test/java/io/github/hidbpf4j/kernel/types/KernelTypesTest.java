package io.github.hidbpf4j.kernel.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.header.BtfEquality;
import io.github.hidbpf4j.bpf.btf.header.CHeaderParser;
import io.github.hidbpf4j.bpf.btf.header.CHeaderPrinter;
import io.github.hidbpf4j.bpf.btf.header.HeaderSource;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.kernel.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KernelTypesTest {
  static List<String> profiles() {
    return KernelTypes.profileNames();
  }

  private static BtfType.Composite struct(Btf btf, String name) {
    return (BtfType.Composite) btf.type(btf.findStruct(name).orElseThrow());
  }

  private static String offsets(BtfType.Composite s) {
    return s.members().stream()
        .map(m -> m.name() + "@" + m.byteOffset())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void headerAndBtfAreTheSameTypes(String profile) {
    KernelTypes types = KernelTypes.forProfile(profile);
    Btf again =
        CHeaderParser.parse(
            List.of(new HeaderSource("vmlinux.h", types.vmlinuxHeader())),
            Map.of("BPF_KFUNC_PROTOTYPES", "1", "BPF_FUNC_PROTOTYPES", "1"));
    assertThat(BtfEquality.firstDifference(types.btf(), again)).isEmpty();
    assertThat(CHeaderPrinter.print(again, CHeaderPrinter.Functions.ALL))
        .isEqualTo(types.vmlinuxHeader());
    assertThat(KernelTypes.forProfile(profile)).isSameAs(types);
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void contextHasTheLayoutOfItsEra(String profile) {
    Btf btf = KernelTypes.forProfile(profile).btf();
    BtfType.Composite ctx = struct(btf, "hid_bpf_ctx");
    if (!Profiles.forName(profile).orElseThrow().structOps().isEmpty()) {
      assertThat(offsets(ctx)).isEqualTo("hid@0 allocated_size@8 @12");
      assertThat(ctx.size()).isEqualTo(16);
    } else {
      assertThat(offsets(ctx)).isEqualTo("index@0 hid@8 allocated_size@16 report_type@20 @24");
      assertThat(ctx.size()).isEqualTo(32);
      assertThat(btf.findStruct("hid_bpf_ops")).isEmpty();
    }
    BtfType.Composite device = struct(btf, "hid_device");
    for (Map.Entry<String, Integer> array :
        Map.of("name", 128, "phys", 64, "uniq", 64).entrySet()) {
      BtfType.Member member =
          device.members().stream()
              .filter(m -> m.name().equals(array.getKey()))
              .findFirst()
              .orElseThrow();
      assertThat(btf.sizeOf(member.type())).isEqualTo((long) array.getValue());
    }
  }

  @Test
  void structOpsHaveTheirLayout() {
    Btf btf = KernelTypes.forProfile("6.12").btf();
    BtfType.Composite ops = struct(btf, "hid_bpf_ops");
    assertThat(offsets(ops))
        .isEqualTo(
            "hid_id@0 flags@4 list@8 hid_device_event@24 hid_rdesc_fixup@32 hid_hw_request@40"
                + " hid_hw_output_report@48 hdev@56");
    assertThat(ops.size()).isEqualTo(64);
    assertThat(offsets(struct(btf, "bpf_struct_ops_hid_bpf_ops"))).isEqualTo("common@0 data@64");
    assertThat(struct(btf, "bpf_struct_ops_hid_bpf_ops").size()).isEqualTo(128);
    for (String opaque : List.of("bpf_timer", "bpf_wq", "bpf_dynptr", "bpf_iter_bits")) {
      assertThat(struct(btf, opaque).size()).as(opaque).isEqualTo(16);
    }
  }

  /** What each kernel has (+) and lacks (-). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6.3    | +hid_bpf_attach_prog +hid_bpf_device_event +hid_bpf_rdesc_fixup -hid_bpf_input_report -bpf_wq_init -hid_bpf_offload -bpf_iter_num_new",
        "6.10   | +hid_bpf_attach_prog +hid_bpf_input_report +hid_bpf_hw_output_report +bpf_wq_init -hid_bpf_try_input_report -bpf_iter_bits_new",
        "6.12   | +hid_bpf_try_input_report +hid_bpf_input_report +bpf_wq_set_callback_impl +bpf_copy_from_user_str +hidraw_open -hid_bpf_attach_prog -hid_bpf_device_event",
        "7.3    | +bpf_wq_set_callback +bpf_wq_set_callback_impl +hid_bpf_try_input_report",
        "6.19   | +bpf_wq_set_callback_impl -bpf_wq_set_callback",
        "6.12-strict-async | +hid_bpf_try_input_report -hid_bpf_attach_prog",
        "rfc-v1 | +hid_bpf_offload +hid_bpf_schedule_delayed_work +hid_bpf_input_report -bpf_wq_init -bpf_timer_set_sleepable_cb",
        "rfc-212 | +hid_bpf_input_report -hid_bpf_offload -bpf_timer_set_sleepable_cb",
        "rfc-v2 | +bpf_timer_set_sleepable_cb -bpf_timer_set_sleepable_cb_impl -hid_bpf_schedule_delayed_work",
        "6.12-wq-bh | +hid_bpf_try_input_report +bpf_wq_init",
        "rfc-v3 | +bpf_timer_set_sleepable_cb -bpf_timer_set_sleepable_cb_impl",
        "rfc-v4 | +bpf_timer_set_sleepable_cb_impl -bpf_timer_set_sleepable_cb",
        "rfc-v5 | +bpf_timer_set_sleepable_cb_impl -bpf_wq_init",
        "rfc-v6 | +bpf_timer_set_sleepable_cb_impl +hid_bpf_attach_prog",
      })
  void functionsOfEachKernel(String profile, String functions) {
    Btf btf = KernelTypes.forProfile(profile).btf();
    for (String f : functions.split(" ")) {
      assertThat(btf.find(f.substring(1), BtfType.Func.class).isPresent())
          .as(profile + " " + f)
          .isEqualTo(f.startsWith("+"));
    }
  }

  @ParameterizedTest
  @CsvSource({"rfc-v2,16", "rfc-v3,4", "rfc-v4,4", "rfc-v5,4", "rfc-v6,16", "6.10,0"})
  void sleepableTimerFlagIsWhereTheVersionHadIt(String profile, long value) {
    Btf btf = KernelTypes.forProfile(profile).btf();
    long found =
        btf.types().stream()
            .filter(t -> t instanceof BtfType.Enumeration)
            .flatMap(t -> ((BtfType.Enumeration) t).values().stream())
            .filter(v -> v.name().equals("BPF_F_TIMER_SLEEPABLE"))
            .mapToLong(BtfType.Enumerator::value)
            .sum();
    assertThat(found).isEqualTo(value);
  }

  /** Objects built by clang find every type, field and kfunc they need in what we publish. */
  @ParameterizedTest
  @CsvSource({
    "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o,6.12",
    "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.tracing.bpf.o,6.10",
    "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.tracing.bpf.o,6.3",
    "testdata/header/objects.bpf.o,6.12",
    "testdata/header/lists.bpf.o,6.12-strict-async",
    "testdata/header/tracing.bpf.o,6.10",
  })
  void objectsLink(String object, String profile) throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root")).resolve(object);
    BpfObject opened = BpfObject.open(object, Files.readAllBytes(file));
    LinkedObject linked = opened.link(KernelTypes.forProfile(profile).btf());
    assertThat(linked.poisoned()).isEmpty();
    assertThat(linked.programs()).hasSameSizeAs(opened.programs());
  }

  @Test
  void unknownProfileNamesTheKnownOnes() {
    assertThatThrownBy(() -> KernelTypes.forProfile("6.99"))
        .isInstanceOf(BpfException.class)
        .hasMessageStartingWith("unknown API profile \"6.99\", expected one of rfc-v1, rfc-212");
  }
}
