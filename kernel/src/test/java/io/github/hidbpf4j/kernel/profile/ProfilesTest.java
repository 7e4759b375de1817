package io.github.hidbpf4j.kernel.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ApiProfile.OversizedBufferRule;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerCallbackRule;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.KernelRelease;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilesTest {
  @Test
  void hasTheNamedProfiles() {
    assertThat(Profiles.names())
        .containsExactly(
            "rfc-v1",
            "rfc-212",
            "rfc-v2",
            "rfc-v3",
            "rfc-v4",
            "rfc-v5",
            "rfc-v6",
            "6.3",
            "6.10",
            "6.11",
            "6.12",
            "6.12-strict-async",
            "6.12-wq-bh",
            "6.13",
            "6.14",
            "6.15",
            "6.16",
            "6.17",
            "6.18",
            "6.19",
            "7.0",
            "7.1",
            "7.2",
            "7.3",
            "raw");
    assertThat(Profiles.releases())
        .startsWith("6.3", "6.10", "6.11")
        .endsWith("7.3")
        .hasSize(15)
        .isSubsetOf(Profiles.names());
    for (String name : Profiles.names()) {
      assertThat(profile(name).name()).isEqualTo(name);
      assertThat(profile(name).description()).isNotBlank().doesNotContain("\n");
    }
    assertThat(Profiles.forName("6.9")).isEmpty();
    assertThat(Profiles.all(false)).hasSize(24);
  }

  /** Measured profiles name the stable version. */
  @Test
  void measuredLevels() {
    assertThat(
            Profiles.releases().stream()
                .map(ProfilesTest::profile)
                .filter(p -> !p.measured().isEmpty())
                .map(p -> p + " " + p.measured()))
        .containsExactly("6.12 6.12.117", "6.18 6.18.44", "7.3 7.3.4");
  }

  /** Flags of HID kfuncs: {@code -} when programs of the type may not call it. */
  @ParameterizedTest
  @CsvSource({
    "6.12, STRUCT_OPS, hid_bpf_get_data, RET_NULL",
    "6.12, STRUCT_OPS, hid_bpf_allocate_context, ACQUIRE RET_NULL SLEEPABLE",
    "6.12, STRUCT_OPS, hid_bpf_release_context, RELEASE SLEEPABLE",
    "6.12, STRUCT_OPS, hid_bpf_hw_request, SLEEPABLE",
    "6.12, STRUCT_OPS, hid_bpf_hw_output_report, SLEEPABLE",
    "6.12, STRUCT_OPS, hid_bpf_input_report, SLEEPABLE",
    "6.12, STRUCT_OPS, hid_bpf_try_input_report, ''",
    "6.12, STRUCT_OPS, hid_bpf_attach_prog, -",
    "6.12, SYSCALL, hid_bpf_get_data, -",
    "6.12, SYSCALL, hid_bpf_allocate_context, ACQUIRE RET_NULL",
    "6.12, SYSCALL, hid_bpf_release_context, RELEASE",
    "6.12, SYSCALL, hid_bpf_hw_request, ''",
    "6.12, SYSCALL, hid_bpf_input_report, ''",
    "6.12, SYSCALL, hid_bpf_try_input_report, -",
    "6.12, SYSCALL, hid_bpf_attach_prog, -",
    "6.12, TRACING, hid_bpf_get_data, -",
    "6.12, STRUCT_OPS, bpf_wq_init, ''",
    "6.12, STRUCT_OPS, bpf_iter_bits_new, ITER_NEW",
    "6.12-strict-async, STRUCT_OPS, hid_bpf_try_input_report, ''",
    "6.10, TRACING, hid_bpf_get_data, RET_NULL",
    "6.10, TRACING, hid_bpf_input_report, SLEEPABLE",
    "6.10, TRACING, hid_bpf_try_input_report, -",
    "6.10, TRACING, hid_bpf_schedule_delayed_work, -",
    "6.10, SYSCALL, hid_bpf_attach_prog, ''",
    "6.10, SYSCALL, hid_bpf_hw_output_report, ''",
    "6.10, STRUCT_OPS, hid_bpf_get_data, -",
    "6.10, SYSCALL, bpf_wq_init, ''",
    "6.10, SYSCALL, bpf_iter_bits_new, -",
    "6.10, SYSCALL, bpf_iter_num_new, ITER_NEW",
    "6.3, TRACING, hid_bpf_get_data, RET_NULL",
    "6.3, TRACING, hid_bpf_hw_request, -",
    "6.3, SYSCALL, hid_bpf_hw_request, ''",
    "6.3, SYSCALL, hid_bpf_hw_output_report, -",
    "6.3, SYSCALL, hid_bpf_attach_prog, ''",
    "6.3, SYSCALL, bpf_wq_init, -",
    "6.3, SYSCALL, bpf_iter_num_new, -",
    "6.3, SYSCALL, bpf_rcu_read_lock, ''",
    "rfc-v1, TRACING, hid_bpf_schedule_delayed_work, ''",
    "rfc-v1, SYSCALL, hid_bpf_schedule_delayed_work, -",
    "rfc-v1, TRACING, hid_bpf_hw_output_report, SLEEPABLE",
    "rfc-v1, TRACING, bpf_wq_init, -",
    "rfc-212, TRACING, hid_bpf_schedule_delayed_work, -",
    "rfc-v2, TRACING, bpf_timer_set_sleepable_cb, ''",
    "rfc-v2, TRACING, bpf_timer_set_sleepable_cb_impl, -",
    "rfc-v5, TRACING, bpf_timer_set_sleepable_cb_impl, ''",
    "rfc-v6, SYSCALL, bpf_timer_set_sleepable_cb_impl, ''",
    "rfc-v6, SYSCALL, bpf_timer_set_sleepable_cb, -",
  })
  void kfuncs(String profile, ProgramType type, String kfunc, String flags) {
    Set<KfuncFlag> found = profile(profile).kfuncFlags(type, kfunc);
    assertThat(
            found == null
                ? "-"
                : found.stream().map(Enum::name).sorted().collect(Collectors.joining(" ")))
        .isEqualTo(flags);
  }

  @ParameterizedTest
  @CsvSource({
    "rfc-v1, 0, 3, false, TRUNCATE",
    "rfc-212, 0, 3, false, TRUNCATE",
    "rfc-v2, 16, 3, false, TRUNCATE",
    "rfc-v3, 0, 7, false, TRUNCATE",
    "rfc-v4, 0, 7, false, TRUNCATE",
    "rfc-v5, 0, 7, false, TRUNCATE",
    "rfc-v6, 16, 3, false, TRUNCATE",
    "6.3, 0, 0, false, TRUNCATE",
    "6.10, 0, 3, true, TRUNCATE",
    "6.12, 0, 3, true, REJECT",
    "6.12-strict-async, 0, 3, true, REJECT",
    "6.12-wq-bh, 0, 3, true, REJECT",
  })
  void options(
      String name, long init, long start, boolean workQueue, OversizedBufferRule oversized) {
    ApiProfile.Options options = profile(name).options();
    assertThat(options.timerInitFlags()).isEqualTo(init);
    assertThat(options.timerStartFlags()).isEqualTo(start);
    assertThat(options.workQueue()).isEqualTo(workQueue);
    assertThat(options.oversizedBuffers()).isEqualTo(oversized);
    assertThat(options.timerCallbacks())
        .isEqualTo(
            name.equals("6.12-strict-async")
                ? TimerCallbackRule.NON_SLEEPABLE
                : TimerCallbackRule.SLEEPABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "rfc-v1, PROG_ARRAY, true",
    "rfc-v1, QUEUE, true",
    "rfc-v2, PROG_ARRAY, false",
    "rfc-v2, STACK, true",
    "6.3, QUEUE, false",
    "6.3, HASH, true",
    "6.10, QUEUE, true",
    "6.12, ARENA, true",
    "6.12, PROG_ARRAY, false",
  })
  void mapsInSleepablePrograms(String name, MapType type, boolean allowed) {
    assertThat(profile(name).allowsInSleepable(type)).isEqualTo(allowed);
  }

  @Test
  void attachPoints() {
    var ops = Objects.requireNonNull(profile("6.12").structOps().get("hid_bpf_ops"));
    assertThat(ops.members()).hasSize(4);
    assertThat(ops.members().values())
        .allMatch(m -> m.sleepable() != m.name().equals("hid_device_event"));
    assertThat(ops.settable()).containsExactlyInAnyOrder("hid_id", "flags");
    assertThat(ops.writable())
        .filteredOn(f -> f.exceptLastByte())
        .extracting(f -> f.struct() + "." + f.field())
        .containsExactly("hid_device.name", "hid_device.uniq", "hid_device.phys");
    assertThat(profile("6.12").hooks()).containsOnlyKeys("hidraw_open");
    assertThat(profile("6.10").structOps()).isEmpty();
    assertThat(profile("6.10").hooks())
        .containsOnlyKeys("hid_bpf_device_event", "hid_bpf_rdesc_fixup", "hidraw_open");
    var offload = Objects.requireNonNull(profile("rfc-v1").hooks().get("hid_bpf_offload"));
    assertThat(offload.sleepable()).isTrue();
  }

  @Test
  void onlyTheDraftHasHelper212() {
    LinkedProgram tracing = program(ProgramType.TRACING);
    for (ApiProfile p : Profiles.all(false)) {
      boolean draft = p.name().equals("rfc-212");
      assertThat(p.helper(tracing, 212) != null).as(p.name()).isEqualTo(draft);
      assertThat(p.helper(program(ProgramType.SYSCALL), 170)).as(p.name()).isNotNull();
    }
  }

  @Test
  void whatOlderKernelsLack() {
    Set<String> since611 =
        words(
            """
            bpf_iter_bits_new bpf_iter_bits_next bpf_iter_bits_destroy bpf_copy_from_user_str
            bpf_get_task_exe_file bpf_put_file bpf_path_d_path bpf_get_dentry_xattr
            """);
    Set<String> since69 =
        words(
            """
            bpf_wq_init bpf_wq_set_callback_impl bpf_wq_start bpf_preempt_disable bpf_preempt_enable
            bpf_modify_return_test_tp bpf_arena_alloc_pages bpf_arena_free_pages
            bpf_session_is_return bpf_session_cookie bpf_crypto_ctx_create bpf_crypto_ctx_release
            bpf_crypto_ctx_acquire bpf_crypto_decrypt bpf_crypto_encrypt
            """);
    Set<String> since64 =
        words(
            """
            bpf_dynptr_slice bpf_dynptr_slice_rdwr bpf_dynptr_adjust bpf_dynptr_is_null
            bpf_dynptr_is_rdonly bpf_dynptr_size bpf_dynptr_clone bpf_dynptr_from_skb
            bpf_dynptr_from_xdp bpf_iter_num_new bpf_iter_num_next bpf_iter_num_destroy
            bpf_iter_task_vma_new bpf_iter_task_vma_next bpf_iter_task_vma_destroy
            bpf_iter_css_task_new bpf_iter_css_task_next bpf_iter_css_task_destroy bpf_iter_css_new
            bpf_iter_css_next bpf_iter_css_destroy bpf_iter_task_new bpf_iter_task_next
            bpf_iter_task_destroy bpf_percpu_obj_new_impl bpf_percpu_obj_drop_impl
            bpf_refcount_acquire_impl bpf_cgroup_from_id bpf_task_under_cgroup bpf_task_get_cgroup1
            bpf_throw bpf_map_sum_elem_count bpf_sock_addr_set_sun_path bpf_sk_assign_tcp_reqsk
            bpf_get_file_xattr bpf_get_fsverity_digest bpf_sock_destroy bpf_xdp_get_xfrm_state
            bpf_xdp_xfrm_state_release
            """);
    assertThat(lacks(KernelRelease.linux6(10))).isEqualTo(since611);
    since611.addAll(since69);
    assertThat(lacks(KernelRelease.linux6(8))).isEqualTo(since611);
    since611.addAll(since64);
    assertThat(lacks(KernelRelease.linux6(3))).isEqualTo(since611);
  }

  private static Set<String> words(String text) {
    return new TreeSet<>(List.of(text.strip().split("\\s+")));
  }

  private static Set<String> lacks(KernelRelease release) {
    return GenericKfuncs.of(KernelRelease.linux6(12)).stream()
        .flatMap(s -> s.kfuncs().values().stream())
        .map(KfuncSet.Member::kfunc)
        .filter(kfunc -> !kfunc.isIn(release))
        .map(Kfunc::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void rowsSayWhatProfilesHave() {
    for (ApiProfile p : Profiles.all(false)) {
      if (!p.name().equals(p.release().toString())) {
        continue;
      }
      for (Kfunc kfunc : HidFunctions.ALL) {
        boolean gone = kfunc == HidFunctions.ATTACH_PROG && p.structOps().size() > 0;
        assertThat(p.has(kfunc)).as(p + " " + kfunc).isEqualTo(kfunc.isIn(p.release()) && !gone);
      }
    }
  }

  @Test
  void objectsChooseTheirProfile() {
    var event = new AttachTarget.StructOpsMember("hid_bpf_ops", "hid_device_event");
    var fmod = new AttachTarget.BtfFunction("fmod_ret", "hid_bpf_device_event");
    var offload = new AttachTarget.BtfFunction("fmod_ret", "hid_bpf_offload");
    var other = new AttachTarget.BtfFunction("fmod_ret", "update_socket_protocol");
    var none = new AttachTarget.None();
    assertThat(chosen(List.of(none, event), List.of(), List.of())).isEqualTo("6.12");
    assertThat(chosen(List.of(none, fmod), List.of("hid_bpf_get_data"), List.of()))
        .isEqualTo("6.10");
    assertThat(chosen(List.of(fmod, offload), List.of(), List.of())).isEqualTo("rfc-v1");
    assertThat(chosen(List.of(fmod), List.of("hid_bpf_schedule_delayed_work"), List.of()))
        .isEqualTo("rfc-v1");
    assertThat(chosen(List.of(fmod), List.of(), List.of(1, 212))).isEqualTo("rfc-212");
    assertThat(chosen(List.of(fmod), List.of("bpf_timer_set_sleepable_cb"), List.of()))
        .isEqualTo("rfc-v2");
    assertThat(chosen(List.of(fmod), List.of("bpf_timer_set_sleepable_cb_impl"), List.of()))
        .isEqualTo("rfc-v6");
    assertThat(chosen(List.of(other, none), List.of(), List.of())).isEqualTo("6.12");
    assertThat(chosen(List.of(), List.of(), List.of())).isEqualTo("6.12");
  }

  private static String chosen(
      List<AttachTarget> targets, List<String> externs, List<Integer> helpers) {
    return Profiles.defaultFor(targets, externs, helpers).name();
  }

  private static ApiProfile profile(String name) {
    return Profiles.forName(name).orElseThrow();
  }

  private static LinkedProgram program(ProgramType type) {
    return new LinkedProgram(
        "test.o",
        "test",
        "test",
        type,
        false,
        new AttachTarget.None(),
        "GPL",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null);
  }

  /** So that it does not matter which of the sets of a profile is looked into first. */
  @Test
  void setsOfTheSameTypeDoNotDifferOnAKfunc() {
    for (String name : Profiles.names()) {
      List<KfuncSet> sets = Profiles.forName(name).orElseThrow().kfuncSets();
      for (KfuncSet a : sets) {
        for (KfuncSet b : sets) {
          Set<String> both = new TreeSet<>(a.kfuncs().keySet());
          both.retainAll(b.kfuncs().keySet());
          for (String kfunc : both) {
            KfuncSet.Member one = Objects.requireNonNull(a.kfuncs().get(kfunc));
            KfuncSet.Member other = Objects.requireNonNull(b.kfuncs().get(kfunc));
            assertThat(one.kfunc()).as("%s %s", name, kfunc).isSameAs(other.kfunc());
            boolean meet =
                a.when().equals(b.when())
                    && List.of(ProgramType.values()).stream()
                        .anyMatch(t -> a.appliesTo(t) && b.appliesTo(t));
            if (meet) {
              assertThat(one.flags()).as("%s %s", name, kfunc).isEqualTo(other.flags());
            }
          }
        }
      }
    }
  }
}
