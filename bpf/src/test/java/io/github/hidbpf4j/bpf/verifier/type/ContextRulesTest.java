package io.github.hidbpf4j.bpf.verifier.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.header.CHeaderParser;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked // an assertion before each use says what is there
class ContextRulesTest {
  private static final ApiProfile LINUX = BaseProfiles.linux("test", "for tests").build();

  private static final Btf KERNEL =
      CHeaderParser.parse(
          "kernel.h",
          """
          struct ctx { int n; };
          struct ops {
            int (*event)(struct ctx *hctx, int kind, unsigned long source);
            void (*done)(struct ctx *hctx);
          };
          struct bpf_iter_meta { long n; };
          struct cgroup { int id; };
          int ops__event(struct ctx *hctx__nullable, int kind, unsigned long source);
          int bpf_iter_cgroup(struct bpf_iter_meta *meta, struct cgroup *cgroup);
          int traced(int a, struct ctx *c, void *p, char *text);
          """);

  private final List<String> log = new ArrayList<>();

  private static LinkedProgram program(ProgramType type, AttachTarget target) {
    return new LinkedProgram(
        "test.o", "test", "test", type, false, target, "GPL", List.of(), List.of(), List.of(),
        List.of(), null, KERNEL);
  }

  private @Nullable ContextValue check(
      ProgramType type, AttachTarget target, int offset, int size, boolean write) {
    return new ContextRules(program(type, target), LINUX, log::add)
        .check(offset, size, write, false);
  }

  @ParameterizedTest
  @CsvSource({
    // what is read                  r      w
    "SOCKET_FILTER,   0, 4, true,  false", // len
    "SOCKET_FILTER,   0, 1, true,  false",
    "SOCKET_FILTER,   3, 1, true,  false",
    "SOCKET_FILTER,   1, 2, false, false",
    "SOCKET_FILTER,   0, 8, false, false",
    "SOCKET_FILTER,  48, 8, true,  true", // cb
    "SOCKET_FILTER,  64, 8, false, false", // past cb[4]
    "SOCKET_FILTER,  76, 4, false, false", // data
    "SOCKET_FILTER, 168, 8, true,  false", // sk
    "SOCKET_FILTER, 152, 8, false, false", // tstamp
    "SCHED_CLS,       8, 4, true,  true", // mark
    "SCHED_CLS,       8, 2, true,  false",
    "SCHED_CLS,      76, 4, true,  false",
    "SCHED_CLS,      76, 2, false, false",
    "SCHED_CLS,      88, 4, false, false", // family
    "SCHED_CLS,     180, 1, true,  false", // tstamp_type
    "SCHED_CLS,     181, 1, false, false",
    "CGROUP_SKB,     88, 4, true,  false",
    "CGROUP_SKB,    152, 8, true,  true",
    "XDP,             0, 4, true,  false",
    "XDP,             4, 8, false, false",
    "XDP,            20, 4, false, false", // egress_ifindex
    "TRACEPOINT,      0, 8, false, false",
    "TRACEPOINT,      8, 8, true,  false",
    "TRACEPOINT,   8192, 8, false, false",
    "KPROBE,        160, 8, true,  false",
    "KPROBE,        168, 8, false, false",
    "PERF_EVENT,      0, 4, false, false",
    "PERF_EVENT,    168, 4, true,  false",
    "RAW_TRACEPOINT, 88, 8, true,  false",
    "RAW_TRACEPOINT, 96, 8, false, false",
    "CGROUP_SOCK,     4, 2, true,  false", // family
    "CGROUP_SOCK,     5, 1, false, false",
    "CGROUP_SOCK,     6, 2, false, false",
    "CGROUP_SOCK,    48, 4, true,  false", // dst_port
    "CGROUP_SOCK,    49, 1, true,  false",
    "CGROUP_SOCK,    50, 1, false, false",
    "CGROUP_SOCK,    55, 1, true,  false", // dst_ip4
    "CGROUP_SOCK,    73, 1, false, false", // state
    "SK_REUSEPORT,   20, 1, false, false", // eth_protocol
    "SK_REUSEPORT,   22, 2, true,  false",
    "SK_REUSEPORT,   24, 1, true,  false",
    "SOCK_OPS,      212, 1, true,  false", // skb_tcp_flags
    "SOCK_OPS,      214, 2, false, false",
    "SK_LOOKUP,      36, 4, true,  false", // remote_port
    "SK_LOOKUP,      39, 1, true,  false",
    "SYSCALL,     65528, 8, true,  true",
    "SYSCALL,     65535, 1, false, false",
  })
  void fieldsOfContexts(ProgramType type, int offset, int size, boolean read, boolean write) {
    AttachTarget none = new AttachTarget.None();
    assertThat(check(type, none, offset, size, false) != null).isEqualTo(read);
    assertThat(check(type, none, offset, size, true) != null).isEqualTo(write);
    if (!read) {
      assertThat(log).contains("invalid bpf_context access off=%d size=%d".formatted(offset, size));
    }
  }

  @Test
  void packetPointersAreNoNumbers() {
    ContextValue data = check(ProgramType.XDP, new AttachTarget.None(), 0, 4, false);
    assertThat(data).isNotNull();
    assertThat(data.type()).isEqualTo(RegisterType.PTR_TO_PACKET);
    assertThat(
            new ContextRules(program(ProgramType.XDP, new AttachTarget.None()), LINUX, log::add)
                .check(0, 4, false, true))
        .isNull();
  }

  @Test
  void structOpsArgumentsComeFromTheMember() {
    AttachTarget event = new AttachTarget.StructOpsMember("ops", "event");
    ContextValue ctx = check(ProgramType.STRUCT_OPS, event, 0, 8, false);
    assertThat(ctx).isNotNull();
    assertThat(RegisterType.text(ctx.type())).isEqualTo("trusted_ptr_or_null_");
    assertThat(ctx.btfId()).isEqualTo(KERNEL.findStruct("ctx").orElseThrow());
    assertThat(check(ProgramType.STRUCT_OPS, event, 8, 8, false)).isEqualTo(ContextValue.NUMBER);
    assertThat(check(ProgramType.STRUCT_OPS, event, 0, 4, false)).isNull();
    assertThat(check(ProgramType.STRUCT_OPS, event, 24, 8, false)).isNull();
    assertThat(check(ProgramType.STRUCT_OPS, event, 8, 8, true)).isNull();
    assertThat(log)
        .contains(
            "func 'event' size 4 must be 8",
            "func 'event' doesn't have 4-th argument",
            "invalid bpf_context access off=24 size=8");
  }

  @Test
  void tracedFunctionsGivePlainPointersAndNumbers() {
    AttachTarget target = new AttachTarget.BtfFunction("fentry", "traced");
    ContextValue c = check(ProgramType.TRACING, target, 8, 8, false);
    assertThat(c).isNotNull();
    assertThat(c.type()).isEqualTo(RegisterType.PTR_TO_BTF_ID);
    assertThat(check(ProgramType.TRACING, target, 16, 8, false)).isEqualTo(ContextValue.NUMBER);
    assertThat(check(ProgramType.TRACING, target, 24, 8, false)).isEqualTo(ContextValue.NUMBER);
    assertThat(check(ProgramType.TRACING, target, 32, 8, false)).isNull();
    assertThat(
            check(
                ProgramType.TRACING, new AttachTarget.BtfFunction("fexit", "traced"), 32, 8, false))
        .isEqualTo(ContextValue.NUMBER);
  }

  @Test
  void iteratorArgumentsMayBeNull() {
    AttachTarget target = new AttachTarget.BtfFunction("iter", "cgroup");
    ContextValue meta = check(ProgramType.TRACING, target, 0, 8, false);
    ContextValue cgroup = check(ProgramType.TRACING, target, 8, 8, false);
    assertThat(meta).isNotNull();
    assertThat(cgroup).isNotNull();
    assertThat(RegisterType.text(meta.type())).isEqualTo("trusted_ptr_");
    assertThat(RegisterType.text(cgroup.type())).isEqualTo("trusted_ptr_or_null_");
  }

  @Test
  void returnRulesFollowProgramTypeAndHook() {
    assertThat(rule(ProgramType.STRUCT_OPS, new AttachTarget.StructOpsMember("ops", "done")))
        .isInstanceOf(ReturnRule.Nothing.class);
    assertThat(rule(ProgramType.STRUCT_OPS, new AttachTarget.StructOpsMember("ops", "event")))
        .isInstanceOf(ReturnRule.Anything.class);
    assertThat(rule(ProgramType.TRACING, new AttachTarget.BtfFunction("fentry", "traced")))
        .isEqualTo(new ReturnRule.Within(ReturnRange.ZERO));
    assertThat(rule(ProgramType.TRACING, new AttachTarget.BtfFunction("iter", "cgroup")))
        .isEqualTo(new ReturnRule.Within(ReturnRange.ZERO_OR_ONE));
    assertThat(rule(ProgramType.XDP, new AttachTarget.None()))
        .isInstanceOf(ReturnRule.Anything.class);
  }

  private static ReturnRule rule(ProgramType type, AttachTarget target) {
    return ReturnRule.of(program(type, target));
  }
}
