package io.github.hidbpf4j.bpf.verifier.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.KptrPolicy;
import io.github.hidbpf4j.bpf.btf.header.CHeaderParser;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.BtfStructWalk.Found;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BtfStructWalkTest {
  private static final Btf BTF =
      CHeaderParser.parse(
          "walk.h",
          """
          struct leaf { int a; char text[6]; short s; };
          struct other { long x; };
          union either { struct other *p; long n; };
          union only { struct other *q; };
          struct top {
            int first;                 /* 0 */
            unsigned low : 3;          /* 4 */
            unsigned high : 20;
            struct leaf leaves[2][2];  /* 8, 12 each */
            struct other *next;        /* 56 */
            union either both;         /* 64 */
            union only one;            /* 72 */
            struct { int inner; struct other nested; }; /* 80, nested at 88 */
            int hole;                  /* 96 */
            struct other *tail[2];     /* 104 */
            int scratch[4];            /* 120 */
          };                           /* 136 */
          struct flex { long n; struct leaf items[]; };
          struct bytes { int n; int data[]; };
          struct bpf_spin_lock { unsigned int val; };
          struct object { struct bpf_spin_lock lock; struct other *p; };
          """);

  private final List<String> log = new ArrayList<>();
  private final BtfStructWalk walk = new BtfStructWalk(log::add);

  private static int id(String struct) {
    return BTF.findStruct(struct).orElseThrow();
  }

  private Found at(String struct, int offset, int size) {
    return walk.access(BTF, id(struct), offset, size, false, BtfRecord.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "top,   0, 4", "top,   4, 4", "top,   8, 4", "top,  12, 1", "top,  18, 2", "top,  20, 4",
    "top,  64, 8", "top,  80, 4", "top,  88, 8", "top, 120, 8", "top, 132, 4", "flex,  0, 8",
    "flex, 20, 4", "bytes, 400, 4"
  })
  void findsNumbers(String struct, int offset, int size) {
    Found found = at(struct, offset, size);
    if (offset == 64) {
      assertThat(found).isInstanceOf(Found.Pointer.class); // first member of the union
    } else {
      assertThat(found).isEqualTo(Found.Scalar.SCALAR);
    }
    assertThat(log).isEmpty();
  }

  @Test
  void findsPointersAndWhatTheyPointTo() {
    assertThat(at("top", 56, 8)).isEqualTo(new Found.Pointer(id("other"), 0, "next"));
    assertThat(at("top", 112, 8)).isEqualTo(new Found.Pointer(id("other"), 0, "tail"));
    assertThat(at("top", 72, 8)).isEqualTo(new Found.Pointer(id("other"), 0, "q"));
  }

  @Test
  void unionsOfSeveralMembersTakeTrustAway() {
    assertThat(at("top", 64, 8))
        .isEqualTo(new Found.Pointer(id("other"), RegisterType.PTR_UNTRUSTED, "p"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          top  | 136 | 4 | EACCES | access beyond struct top at off 136 size 4
          top  | 132 | 8 | EACCES | access beyond struct top at off 132 size 8
          top  |  56 | 4 | EACCES | cannot access ptr member next with moff 56 in struct top with off 56 size 4
          top  |  60 | 4 | EACCES | cannot access ptr member next with moff 56 in struct top with off 60 size 4
          top  | 100 | 4 | EINVAL | struct top doesn't have field at offset 100
          top  |   0 | 8 | EACCES | access beyond the end of member first (mend:4) in struct top with off 0 size 8
          """)
  void refuses(String struct, int offset, int size, Errno errno, String message) {
    assertThat(at(struct, offset, size)).isEqualTo(new Found.Refused(errno));
    assertThat(log).containsExactly(message);
  }

  @Test
  void allocatedObjectsHaveNoPointersAndKeepTheirSpecialFields() {
    BtfRecord record =
        BtfRecord.parse(
            BTF, id("object"), EnumSet.of(BtfFieldType.SPIN_LOCK), 16, KptrPolicy.LOCAL);
    assertThat(walk.access(BTF, id("object"), 8, 8, true, record)).isEqualTo(Found.Scalar.SCALAR);
    assertThat(walk.access(BTF, id("object"), 0, 4, true, record))
        .isEqualTo(new Found.Refused(Errno.EACCES));
    assertThat(walk.access(BTF, id("flex"), 20, 4, true, BtfRecord.EMPTY))
        .isEqualTo(new Found.Refused(Errno.EACCES));
    assertThat(log)
        .containsExactly(
            "direct access to bpf_spin_lock is disallowed",
            "access beyond struct flex at off 20 size 4");
  }

  @Test
  void matchesNestedStructsAtTheirOffset() {
    assertThat(match("top", 0, "top", true)).isTrue();
    assertThat(match("top", 8, "leaf", false)).isTrue();
    assertThat(match("top", 20, "leaf", false)).isTrue();
    assertThat(match("top", 88, "other", false)).isTrue();
    assertThat(match("top", 88, "other", true)).isFalse();
    assertThat(match("top", 8, "other", false)).isFalse();
    assertThat(match("flex", 8, "leaf", false)).isFalse(); // elements of it are only looked into
  }

  private boolean match(String struct, int offset, String need, boolean strict) {
    return walk.idsMatch(BTF, id(struct), offset, BTF, id(need), strict, true);
  }
}
