package io.github.hidbpf4j.live.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.linux.libbpf.LoadResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of libbpf and the kernel's verifier become one line that says what to do. */
class LibbpfMessageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          libbpf: struct_ops init_kern: struct hid_bpf_ops is not found in kernel BTF               | CONFIG_HID_BPF
          libbpf: struct_ops init_kern: struct bpf_struct_ops_hid_bpf_ops is not found in kernel BTF | 6.11
          libbpf: struct_ops init_kern: struct sched_ext_ops is not found in kernel BTF              | no struct sched_ext_ops
          libbpf: struct_ops init_kern ops: Cannot find member hid_hw_output_report in kernel BTF    | no member hid_hw_output_report
          libbpf: extern (func ksym) 'hid_bpf_try_input_report': not found in kernel or module BTFs  | no function hid_bpf_try_input_report
          libbpf: extern (kcfg) 'CONFIG_HZ': not found and no default value                          | CONFIG_HZ
          libbpf: prog 'x': failed to find kernel BTF type ID of 'hid_bpf_device_event': -ESRCH      | no function hid_bpf_device_event
          libbpf: failed to find valid kernel BTF                                                    | CONFIG_DEBUG_INFO_BTF
          libbpf: Error loading vmlinux BTF: -3                                                      | CONFIG_DEBUG_INFO_BTF
          """)
  void isExplained(String message, String meaning) {
    assertThat(LibbpfMessage.explain(message))
        .hasValueSatisfying(m -> assertThat(m).contains(meaning));
  }

  @Test
  void othersAreNot() {
    assertThat(LibbpfMessage.explain("libbpf: prog 'x': BPF program load failed: -EACCES"))
        .isEmpty();
  }

  private static LoadResult result(List<String> messages, Map<String, String> logs) {
    return new LoadResult(-13, "bpf_object__load fix: EACCES (permission denied)", messages, logs);
  }

  @Test
  void rejectionNamesTheProgramAndTheReason() {
    String log =
        """
        Global function foo() doesn't return scalar. Only those are supported.
        0: R1=ctx() R10=fp0
        ; int x = data[9]; @ fix.bpf.c:12
        5: (71) r1 = *(u8 *)(r0 +9)
        invalid access to memory, mem_size=8 off=9 size=1
        R0 min value is outside of the allowed memory range
        processed 6 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
        """;
    KernelRefusal refusal =
        KernelRefusal.of("fix.bpf.o", result(List.of("libbpf: load failed"), Map.of("event", log)));
    assertThat(refusal)
        .hasMessage(
            "fix.bpf.o: the kernel rejects program event: fix.bpf.c:12: int x = data[9];: R0 min"
                + " value is outside of the allowed memory range (instruction 5); `hidbpf verify"
                + " --here fix.bpf.o` says more");
  }

  @Test
  void whatIsMissingComesFirst() {
    KernelRefusal refusal =
        KernelRefusal.of(
            "fix.bpf.o",
            result(
                List.of("libbpf: extern (func ksym) 'f': not found in kernel or module BTFs"),
                Map.of("event", "processed 0 insns (limit 1000000) max_states_per_insn 0")));
    assertThat(refusal).hasMessageStartingWith("fix.bpf.o: this kernel has no function f");
  }

  @Test
  void otherwiseItIsTheError() {
    assertThat(KernelRefusal.of("fix.bpf.o", result(List.of(), Map.of())))
        .hasMessage("fix.bpf.o: bpf_object__load fix: EACCES (permission denied)");
  }
}
