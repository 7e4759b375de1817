package io.github.hidbpf4j.bpf.verifier.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SleepableHooksTest {
  @ParameterizedTest
  @CsvSource({
    "bpf_lsm_file_open, true",
    "file_open, true",
    "bpf_lsm_bpf_prog_load, true",
    "bpf_lsm_userns_create, true",
    "bpf_lsm_file_free_security, false",
    "bpf_lsm_task_free, false",
    "bpf_lsm_file_permission, false",
  })
  void lsm(String hook, boolean sleepable) {
    assertThat(LsmHooks.isSleepable(hook)).isEqualTo(sleepable);
  }

  @ParameterizedTest
  @CsvSource({
    "__x64_sys_read, true, true",
    "__ia32_compat_sys_ioctl, true, true",
    "should_fail_bio, true, true",
    "should_failslab, false, true",
    "__filemap_add_folio, false, true",
    "bpf_fentry_test1, true, true",
    "bpf_fentry_test2, false, false",
    "bpf_modify_return_test, false, true",
    "bpf_modify_return_test_tp, false, true",
    "update_socket_protocol, false, true",
    "btrfs_check_leaf, true, true",
    "do_unlinkat, false, false",
  })
  void traced(String function, boolean sleepable, boolean modifiable) {
    assertThat(ErrorInjection.isSleepable(function)).isEqualTo(sleepable);
    assertThat(ErrorInjection.isModifiable(function)).isEqualTo(modifiable);
  }
}
