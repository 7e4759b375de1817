package io.github.hidbpf4j.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.Errno;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtfRecordTest {
  private final Btf.Builder b = new Btf.Builder();
  private final int u32 = b.add(new BtfType.Int("u32", 4, false, false, false, 0, 32));
  private final int lock = struct("bpf_spin_lock", 4);
  private final int timer = struct("bpf_timer", 16);
  private final int wq = struct("bpf_wq", 16);
  private final int refcount = struct("bpf_refcount", 4);
  private final int listHead = struct("bpf_list_head", 16);
  private final int listNode = struct("bpf_list_node", 24);
  private final int rbRoot = struct("bpf_rb_root", 16);
  private final int rbNode = struct("bpf_rb_node", 32);
  private final int task = struct("task_struct", 64);

  private int struct(String name, long size, BtfType.Member... members) {
    return b.add(new BtfType.Composite(false, name, size, List.of(members)));
  }

  private static BtfType.Member at(int type, long offset) {
    return new BtfType.Member("m" + offset, type, offset * 8, 0);
  }

  private int kptr(String tag) {
    return b.add(new BtfType.Ptr(b.add(new BtfType.TypeTag(tag, task))));
  }

  private BtfRecord parse(int type, long size) {
    return BtfRecord.parse(b.build(), type, BtfRecord.MAP_VALUE_FIELDS, size, KptrPolicy.LOCAL);
  }

  private void assertFails(Errno errno, int type, long size, String text) {
    assertThatThrownBy(() -> parse(type, size))
        .isInstanceOfSatisfying(
            BtfRecordException.class, e -> assertThat(e.errno()).as("%s", e).isEqualTo(errno))
        .hasMessageContaining(text);
  }

  @Test
  void findsLockTimerAndWorkQueueTogether() {
    BtfRecord r = parse(struct("v", 48, at(lock, 0), at(u32, 4), at(timer, 8), at(wq, 24)), 48);
    assertThat(r.fields())
        .containsExactly(
            new BtfField(BtfFieldType.SPIN_LOCK, 0, 0, 0),
            new BtfField(BtfFieldType.TIMER, 8, 0, 0),
            new BtfField(BtfFieldType.WORKQUEUE, 24, 0, 0));
    assertThat(r.has(BtfFieldType.TIMER)).isTrue();
    assertThat(r.overlapping(4, 4)).isEmpty();
    assertThat(r.overlapping(4, 5)).map(BtfField::type).contains(BtfFieldType.TIMER);
    assertThat(r.at(24)).map(BtfField::type).contains(BtfFieldType.WORKQUEUE);
  }

  @Test
  void ordinaryStructHasNone() {
    assertThat(parse(struct("v", 8, at(u32, 0), at(u32, 4)), 8)).isEqualTo(BtfRecord.EMPTY);
  }

  @Test
  void secondOfAKindIsTooMany() {
    for (int kind : new int[] {timer, wq, refcount, lock}) {
      assertFails(
          Errno.E2BIG, struct("v", 64, at(kind, 0), at(kind, 16)), 64, "more than one struct");
    }
  }

  @Test
  void looksIntoNestedStructsAndArraysOfThem() {
    int inner = struct("inner", 24, at(u32, 0), at(timer, 8));
    assertThat(parse(struct("v", 32, at(u32, 0), at(inner, 8)), 32).fields())
        .containsExactly(new BtfField(BtfFieldType.TIMER, 16, 0, 0));
    int two = b.add(new BtfType.Array(inner, u32, 2));
    assertFails(Errno.EINVAL, struct("w", 48, at(two, 0)), 48, "array of bpf_timer");
    int pointers = struct("p", 16, at(kptr("kptr"), 0), at(u32, 8));
    int three = b.add(new BtfType.Array(pointers, u32, 3));
    assertThat(parse(struct("x", 56, at(u32, 0), at(three, 8)), 56).fields())
        .extracting(BtfField::offset)
        .containsExactly(8L, 24L, 40L);
    int none = b.add(new BtfType.Array(inner, u32, 0));
    assertThat(parse(struct("y", 8, at(u32, 0), at(none, 8)), 8).isEmpty()).isTrue();
  }

  @Test
  void unionsTypedefsAndMisalignedFieldsAreOrdinary() {
    int union = b.add(new BtfType.Composite(true, "u", 16, List.of(at(timer, 0))));
    int typedef = b.add(new BtfType.Typedef("my_timer", timer));
    int wrongSize = struct("bpf_wq", 8);
    assertThat(
            parse(
                    struct(
                        "v", 64, at(union, 0), at(typedef, 16), at(wrongSize, 32), at(timer, 44)),
                    64)
                .isEmpty())
        .isTrue();
  }

  @Test
  void tellsKindsOfPointers() {
    int plain = b.add(new BtfType.Ptr(task));
    int v = b.add(new BtfType.Volatile(kptr("kptr")));
    BtfRecord r =
        parse(
            struct(
                "v",
                40,
                at(kptr("kptr_untrusted"), 0),
                at(v, 8),
                at(kptr("percpu_kptr"), 16),
                at(plain, 24)),
            40);
    assertThat(r.fields())
        .containsExactly(
            new BtfField(BtfFieldType.KPTR_UNREF, 0, task, 0),
            new BtfField(BtfFieldType.KPTR_REF, 8, task, 0),
            new BtfField(BtfFieldType.KPTR_PERCPU, 16, task, 0));
    assertFails(Errno.EINVAL, struct("w", 8, at(kptr("other"), 0)), 8, "type tag 'other'");
    int twice =
        b.add(
            new BtfType.Ptr(
                b.add(new BtfType.TypeTag("kptr", b.add(new BtfType.TypeTag("x", task))))));
    assertFails(Errno.EINVAL, struct("x", 8, at(twice, 0)), 8, "two type tags");
    int toInt = b.add(new BtfType.Ptr(b.add(new BtfType.TypeTag("kptr", u32))));
    assertFails(Errno.EINVAL, struct("y", 8, at(toInt, 0)), 8, "does not point to a struct");
  }

  @Test
  void policyDecidesWhatPointersMayReferTo() {
    int v = struct("v", 8, at(kptr("kptr"), 0));
    assertThatThrownBy(
            () ->
                BtfRecord.parse(
                    b.build(),
                    v,
                    BtfRecord.MAP_VALUE_FIELDS,
                    8,
                    (name, _) -> name.equals("task_struct") ? Errno.ENOENT : null))
        .isInstanceOfSatisfying(
            BtfRecordException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .hasMessageContaining("cannot free a struct task_struct");
  }

  @Test
  void atMostElevenFields() {
    int array = b.add(new BtfType.Array(kptr("kptr"), u32, 12));
    assertFails(Errno.E2BIG, struct("v", 96, at(array, 0)), 96, "more than 11");
    int fine = b.add(new BtfType.Array(kptr("kptr"), u32, 11));
    assertThat(parse(struct("w", 88, at(fine, 0)), 88).fields()).hasSize(11);
    List<BtfType.Member> many = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      many.add(at(kptr("kptr"), i * 8L));
    }
    assertFails(
        Errno.E2BIG, struct("x", 96, many.toArray(BtfType.Member[]::new)), 96, "more than 11");
  }

  @Test
  void rootsNameTheNodeOfWhatTheyHold() {
    int held =
        struct(
            "foo",
            40,
            new BtfType.Member("data", u32, 0, 0),
            new BtfType.Member("node", listNode, 64, 0));
    int v = struct("v", 24, at(listHead, 0), at(lock, 16));
    int noLock = struct("w", 16, at(listHead, 0));
    int badNode = struct("x", 24, at(rbRoot, 0), at(lock, 16));
    int untagged = struct("y", 24, at(rbRoot, 0), at(lock, 16));
    int noStruct = struct("z", 24, at(rbRoot, 0), at(lock, 16));
    int noMember = struct("a", 24, at(listHead, 0), at(lock, 16));
    b.add(new BtfType.DeclTag("contains:foo:node", v, 0));
    b.add(new BtfType.DeclTag("contains:foo:node", noLock, 0));
    b.add(new BtfType.DeclTag("contains:foo:node", badNode, 0));
    b.add(new BtfType.DeclTag("contains:bar:node", noStruct, 0));
    b.add(new BtfType.DeclTag("contains:foo:gone", noMember, 0));
    assertThat(parse(v, 24).at(0)).contains(new BtfField(BtfFieldType.LIST_HEAD, 0, held, 8));
    assertFails(Errno.EINVAL, noLock, 16, "needs a bpf_spin_lock");
    assertFails(Errno.EINVAL, badNode, 24, "not an aligned struct bpf_rb_node");
    assertFails(Errno.EINVAL, untagged, 24, "no 'contains:' tag");
    assertFails(Errno.ENOENT, noStruct, 24, "struct bar, which does not exist");
    assertFails(Errno.ENOENT, noMember, 24, "no member gone");
  }

  @Test
  void allocatedObjectsInListAndTreeNeedARefcount() {
    EnumSet<BtfFieldType> all = EnumSet.allOf(BtfFieldType.class);
    int both = struct("both", 56, at(listNode, 0), at(rbNode, 24));
    assertThatThrownBy(() -> BtfRecord.parse(b.build(), both, all, 56, KptrPolicy.LOCAL))
        .hasMessageContaining("needs a bpf_refcount");
    int counted = struct("counted", 64, at(listNode, 0), at(rbNode, 24), at(refcount, 56));
    assertThat(BtfRecord.parse(b.build(), counted, all, 64, KptrPolicy.LOCAL).fields()).hasSize(3);
  }

  @Test
  void searchesDataSections() {
    int var = b.add(new BtfType.Var("l", lock, BtfType.Linkage.GLOBAL));
    int section =
        b.add(new BtfType.DataSection(".data", 16, List.of(new BtfType.SectionVar(var, 8, 4))));
    assertThat(parse(section, 16).fields())
        .containsExactly(new BtfField(BtfFieldType.SPIN_LOCK, 8, 0, 0));
  }

  @Test
  void otherTypesAndBrokenLayoutsAreInvalid() {
    assertFails(Errno.EINVAL, u32, 4, "type 1 is a Int");
    assertFails(Errno.EFAULT, struct("v", 16, at(timer, 8)), 16, "ends after");
    assertFails(Errno.EEXIST, struct("w", 32, at(timer, 8), at(wq, 0)), 32, "overlaps");
    BtfType.Member bits = new BtfType.Member("bits", u32, 3, 5);
    assertFails(Errno.EINVAL, struct("x", 8, bits), 8, "inside a byte");
  }
}
