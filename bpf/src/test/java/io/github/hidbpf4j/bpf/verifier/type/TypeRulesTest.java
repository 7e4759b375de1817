package io.github.hidbpf4j.bpf.verifier.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.KptrPolicy;
import io.github.hidbpf4j.bpf.btf.header.CHeaderParser;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition.WritableField;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;
import io.github.hidbpf4j.bpf.verifier.scalar.Tnum;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeRulesTest {
  private static final Btf BTF =
      CHeaderParser.parse(
          "rules.h",
          """
          struct bpf_wq { unsigned long long opaque[2]; };
          struct target { int n; };
          struct value {
            int count;                                                     /* 0 */
            struct bpf_wq work;                                            /* 8 */
            struct target __attribute__((btf_type_tag("kptr"))) *ptr;      /* 24 */
          };
          struct ctx { void *dev; unsigned int allocated; union { int retval; int size; }; };
          struct device { int id; char name[8]; char phys[4]; };
          struct task_struct { int pid; struct task_struct *group_leader; struct target *mm; };
          """);

  private static int id(String struct) {
    return BTF.findStruct(struct).orElseThrow();
  }

  private static final BtfRecord RECORD =
      BtfRecord.parse(BTF, id("value"), BtfRecord.MAP_VALUE_FIELDS, 32, KptrPolicy.LOCAL);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | 4 | true  |
          0  | 8 | true  |
          0  | 9 | true  | bpf_wq cannot be accessed directly by load/store
          16 | 8 | true  | bpf_wq cannot be accessed directly by load/store
          24 | 8 | true  |
          24 | 8 | false | kptr cannot be accessed indirectly by helper
          24 | 4 | true  | kptr access size must be BPF_DW
          28 | 4 | true  | kptr access misaligned expected=24 off=28
          """)
  void specialFieldsAreKeptFromLoadsAndStores(
      int offset, int size, boolean direct, String message) {
    ScalarValue none = new ScalarValue();
    none.markKnown(0);
    assertThat(MapValueFields.refuse(RECORD, none, offset, size, direct)).isEqualTo(message);
  }

  @Test
  void variableOffsetsMayNotReachKptrs() {
    ScalarValue some = new ScalarValue();
    some.setTnum(Tnum.range(0, 24));
    some.sync();
    assertThat(MapValueFields.refuse(RECORD, some, 20, 8, true)).contains("bpf_wq cannot");
    assertThat(MapValueFields.refuse(RECORD, some, 24, 8, true))
        .isEqualTo("kptr access cannot have variable offset");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ctx    | 12 | 4 |
          ctx    | 8  | 4 | write access at off 8 with size 4 on read-only part of ctx
          ctx    | 16 | 4 | write access for struct ctx at off 16 with size 4
          device | 4  | 4 |
          device | 10 | 1 |
          device | 11 | 1 | write access at off 11 with size 1 on read-only part of device
          device | 0  | 4 | write access at off 0 with size 4 on read-only part of device
          target | 0  | 4 | write access to this struct is not supported
          """)
  void structOpsProgramsWriteListedFields(String struct, int offset, int size, String message) {
    StructOpsDefinition definition =
        new StructOpsDefinition(
            "ops",
            Map.of(),
            Set.of(),
            List.of(
                new WritableField("ctx", "retval", false),
                new WritableField("device", "name", true)));
    assertThat(WritableFields.refuse(definition, BTF, id(struct), offset, size)).isEqualTo(message);
  }

  @Test
  void trustIsInheritedThroughListedMembersOnly() {
    int task = id("task_struct");
    assertThat(TrustedFields.RCU.holds(BTF, task, "group_leader", task)).isTrue();
    assertThat(TrustedFields.RCU.holds(BTF, task, "group_leader", id("target"))).isFalse();
    assertThat(TrustedFields.RCU.holds(BTF, task, "mm", id("target"))).isFalse();
    assertThat(TrustedFields.TRUSTED.holds(BTF, task, "group_leader", task)).isFalse();
  }

  @Test
  void returnRangesSayWhatWasFound() {
    ScalarValue value = new ScalarValue();
    value.markKnown(77);
    assertThat(ReturnRange.ZERO.contains(value)).isFalse();
    assertThat(ReturnRange.ZERO.complain("At async callback return", "R0", value))
        .isEqualTo(
            "At async callback return the register R0 has smin=77 smax=77 should have been in"
                + " [0, 0]");
    assertThat(ReturnRange.ZERO.complain("At program exit", "R0", new ScalarValue()))
        .isEqualTo(
            "At program exit the register R0 has unknown scalar value should have been in [0, 0]");
  }

  @ParameterizedTest
  @CsvSource({
    "sock_common, 4, 4, true", "sock_common, 8, 4, false", "sock, 8, 1, true", "sock, 48, 2, true",
    "sock, 50, 2, false", "sock, 48, 4, true", "sock, 16, 2, false", "tcp_sock, 80, 8, true",
    "tcp_sock, 80, 4, false", "tcp_sock, 112, 4, false"
  })
  void socketFields(String type, int offset, int size, boolean readable) {
    int register =
        switch (type) {
          case "sock" -> io.github.hidbpf4j.bpf.verifier.state.RegisterType.PTR_TO_SOCKET;
          case "sock_common" ->
              io.github.hidbpf4j.bpf.verifier.state.RegisterType.PTR_TO_SOCK_COMMON;
          default -> io.github.hidbpf4j.bpf.verifier.state.RegisterType.PTR_TO_TCP_SOCK;
        };
    assertThat(SocketFields.readable(register, offset, size)).isEqualTo(readable);
  }
}
