package io.github.hidbpf4j.bpf.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile.Options;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerCallbackRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiProfileTest {
  private static final ApiProfile LINUX = BaseProfiles.linux("test", "for tests").build();

  /** Flags against a table of their own. */
  @Test
  void genericKfuncsHaveTheKernelsFlags() throws IOException {
    Path table =
        Path.of(
            Objects.requireNonNull(System.getProperty("hidbpf4j.root")),
            "testdata/kfuncs/generic-6.12.tsv");
    Map<String, Set<String>> expected = new TreeMap<>();
    for (String line : Files.readAllLines(table)) {
      if (!line.startsWith("#")) {
        String[] parts = line.split("\t", -1);
        expected.put(
            parts[0],
            Stream.of(parts[1].split(" ")).filter(f -> !f.isEmpty()).collect(Collectors.toSet()));
      }
    }
    Map<String, Set<String>> found = new TreeMap<>();
    for (KfuncSet set : GenericKfuncs.of(KernelRelease.linux6(12))) {
      set.kfuncs()
          .forEach(
              (name, kfunc) ->
                  assertThat(
                          found.put(
                              name,
                              kfunc.flags().stream().map(Enum::name).collect(Collectors.toSet())))
                      .as(name)
                      .isNull());
    }
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "STRUCT_OPS, bpf_wq_init, true",
    "SOCKET_FILTER, bpf_iter_num_new, true",
    "STRUCT_OPS, bpf_obj_new_impl, true",
    "LSM, bpf_obj_new_impl, true",
    "TRACEPOINT, bpf_obj_new_impl, true",
    "PERF_EVENT, bpf_task_acquire, true",
    "KPROBE, bpf_obj_new_impl, false",
    "RAW_TRACEPOINT, bpf_obj_new_impl, false",
    "SOCKET_FILTER, bpf_obj_new_impl, false",
    "CGROUP_SOCK, bpf_obj_new_impl, true",
    "SYSCALL, bpf_cpumask_create, true",
    "XDP, bpf_cpumask_create, false",
    "XDP, bpf_dynptr_from_xdp, true",
    "SCHED_CLS, bpf_dynptr_from_xdp, false",
    "LWT_XMIT, bpf_dynptr_from_skb, true",
    "STRUCT_OPS, no_such_kfunc, false",
  })
  void kfuncsFollowTheirHooks(ProgramType type, String kfunc, boolean allowed) {
    assertThat(LINUX.kfuncFlags(type, kfunc) != null).isEqualTo(allowed);
    assertThat(LINUX.hasKfunc(kfunc)).isEqualTo(!kfunc.startsWith("no_"));
  }

  @Test
  void linuxKnowsItsTypesAndMaps() {
    assertThat(LINUX.programTypes())
        .contains(ProgramType.STRUCT_OPS, ProgramType.SYSCALL, ProgramType.XDP)
        .doesNotContain(ProgramType.UNSPEC, ProgramType.EXT);
    assertThat(LINUX.context(ProgramType.SYSCALL))
        .isEqualTo(new ContextDescription.FlatBytes(0, 65535, true));
    assertThat(LINUX.context(ProgramType.UNSPEC)).isNull();
    assertThat(LINUX.allowsInSleepable(MapType.QUEUE)).isTrue();
    assertThat(LINUX.allowsInSleepable(MapType.PROG_ARRAY)).isFalse();
    assertThat(LINUX.allowsInSleepable(MapType.LPM_TRIE)).isFalse();
    assertThat(LINUX.options()).isEqualTo(Options.LINUX_6_12);
  }

  @Test
  void rawIsForBareInstructions() {
    ApiProfile raw = BaseProfiles.raw(0);
    assertThat(raw.name()).isEqualTo("raw");
    assertThat(raw.context(ProgramType.UNSPEC)).isInstanceOf(ContextDescription.RawMemory.class);
    assertThat(raw.helper(Programs.of(ProgramType.UNSPEC), 1)).isNotNull();
    assertThat(raw.helper(Programs.of(ProgramType.UNSPEC), 16)).isNull();
    assertThat(raw.helper(Programs.of(ProgramType.STRUCT_OPS), 1)).isNull();
  }

  @Test
  void variantsLeaveTheirOriginAlone() {
    HelperPrototype draft = TimerFunctions.TIMER_SET_SLEEPABLE_CB_212.prototype();
    Kfunc mine = Kfunc.of("mine", KfuncFlag.SLEEPABLE);
    ApiProfile variant =
        LINUX.toBuilder("variant", "with a draft helper")
            .helper(ProgramType.SYSCALL, draft, CapabilityTier.BPF)
            .kfuncs(GenericKfuncs.COMMON.without(k -> k == TimerFunctions.WQ_INIT).with(mine))
            .withoutProgramType(ProgramType.STRUCT_OPS)
            .options(
                Options.LINUX_6_12
                    .with(TimerCallbackRule.NON_SLEEPABLE)
                    .withTimerFlags(16, 7)
                    .withWorkQueue(false))
            .build();
    assertThat(variant.helper(Programs.of(ProgramType.SYSCALL), 212)).isSameAs(draft);
    assertThat(LINUX.helper(Programs.of(ProgramType.SYSCALL), 212)).isNull();
    assertThat(variant.hasKfunc("bpf_wq_init")).isFalse();
    assertThat(variant.kfuncFlags(ProgramType.XDP, "mine")).containsExactly(KfuncFlag.SLEEPABLE);
    assertThat(variant.has(mine)).isTrue();
    assertThat(variant.has(Kfunc.of("mine"))).isFalse();
    assertThat(LINUX.hasKfunc("bpf_wq_init")).isTrue();
    assertThat(variant.programTypes()).doesNotContain(ProgramType.STRUCT_OPS);
    assertThat(variant.options().timerCallbacks()).isEqualTo(TimerCallbackRule.NON_SLEEPABLE);
    assertThat(variant.options().timerStartFlags()).isEqualTo(7);
    assertThat(variant.options().workQueue()).isFalse();
    assertThatThrownBy(
            () ->
                ApiProfile.builder("empty", "").helper(ProgramType.XDP, draft, CapabilityTier.BASE))
        .hasMessage("no program type XDP");
  }

  @Test
  void emptyProfileAllowsNothing() {
    ApiProfile empty = ApiProfile.builder("empty", "").build();
    assertThat(empty.helper(Programs.of(ProgramType.XDP), 1)).isNull();
    assertThat(empty.kfuncFlags(ProgramType.XDP, "bpf_throw")).isNull();
    assertThat(empty.allowsInSleepable(MapType.HASH)).isFalse();
    assertThat(empty.structOps()).isEmpty();
    assertThat(empty.hooks()).isEmpty();
  }
}
