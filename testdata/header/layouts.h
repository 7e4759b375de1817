/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Every kind of declaration and every layout rule: clang must see each type as the parser does. */

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef _Bool bool;
typedef u32 aligned_u32 __attribute__((aligned(8)));

enum e_byte { ES_A, ES_B = 200 } __attribute__((mode(byte)));
enum e_negative { EN_A = -1, EN_B = 5, EN_C };
enum e_unsigned { EU_A = 0x80000000, EU_B };
enum e_wide { E64_A = 1ULL << 40, E64_B = -1 };
enum e_unsigned_wide { EU64 = ~0ULL };
enum e_packed { EP_A = 1, EP_B = 300 } __attribute__((packed));

struct bit_fields {
	int a : 3;
	int b : 5;
	u8 c;
	u32 d : 20;
	u32 e : 20;
	u64 f : 40;
	u64 : 0;
	bool g : 1;
	enum e_negative h : 4;
};

struct narrow_bit_fields {
	u8 a : 3;
	u8 : 2;
	u8 b : 5;
	unsigned short c : 9;
	int : 0;
	char z;
};

struct packed_bit_fields {
	u8 a;
	u32 b;
	u64 c : 33;
	u8 d : 2;
	u64 e;
} __attribute__((packed));

struct packed_break {
	u8 a;
	u32 b : 7;
	u32 : 0;
	u8 c;
} __attribute__((packed));

struct aligned_member {
	u8 a;
	u32 b __attribute__((aligned(16)));
	u8 c;
};

struct aligned_record {
	u8 a;
	struct aligned_member x;
	aligned_u32 y;
	u8 z;
} __attribute__((aligned(64)));

struct packed_member {
	u8 a;
	u32 b __attribute__((packed));
	u8 c;
};

union plain_union {
	u8 a;
	u32 b;
	u64 c : 3;
	struct {
		u8 d;
		u8 e[9];
	};
};

union packed_union {
	u32 a;
	u8 b[5];
} __attribute__((packed));

union aligned_union {
	u32 a;
	u8 b[5];
} __attribute__((aligned(32)));

struct anonymous_members {
	int x;
	union {
		int y;
		struct {
			u8 q, w;
		};
		float f;
		double d;
	};
	const struct {
		int constant;
	};
	struct {
		int in;
	} named, array[3];
	int flexible[];
};

struct declarators {
	const volatile int *const p;
	int *restrict r;
	const char *const names[4];
	volatile u64 v;
	int (*(*fp)(int, void (*)(char)))[3];
	int (*matrix)[2][5];
	void *(*variadic)(const char *fmt, ...);
	const struct declarators *self;
};

struct tags {
	int __attribute__((btf_type_tag("user"))) *u;
	struct bit_fields __attribute__((btf_type_tag("rcu"))) __attribute__((btf_type_tag("two"))) *const *pp;
	int *__attribute__((btf_type_tag("kptr"))) *k;
	int m __attribute__((btf_decl_tag("member")));
} __attribute__((btf_decl_tag("record")));

typedef int tagged_t __attribute__((btf_decl_tag("typedef")));

struct integers {
	u8 a;
	__int128 b;
	unsigned __int128 c;
	short s;
	signed char sc;
	char ch;
	unsigned short int us;
	long int l;
	long unsigned ul;
};

struct empty {};

struct holds_empty {
	struct empty e;
	int a;
	u8 end[0];
};

struct incomplete;

struct constants {
	struct incomplete *o;
	union incomplete_union *p;
	enum e_wide e;
	enum e_byte s;
	enum e_packed k;
	u8 array[sizeof(struct integers)][EN_C + 1];
	u8 more[__builtin_offsetof(struct anonymous_members, named) + ((u8)0x102 << 1) - (EU_B > 0 ? 2 : 1)];
};

typedef struct {
	int a;
	struct node *n;
} node_t;

struct node {
	node_t inner;
	struct node *next;
};

typedef int (*compare_fn)(const void *, const void *);
typedef u8 mac_t[6];
typedef struct node *node_p;
typedef enum { TE_A, TE_B = 'x' } letter_t;
typedef mac_t macs_t[2];

struct typedefs {
	compare_fn f;
	mac_t m;
	const mac_t cm;
	node_p np;
	letter_t t;
	macs_t ms;
	enum { IN_A, IN_B } inlined;
};

extern int a_kfunc(struct typedefs *t, const u32 len__sz, int array[4], compare_fn cb, u8 (cb2)(int z))
	__attribute__((section(".ksyms")));
int a_function(void);
