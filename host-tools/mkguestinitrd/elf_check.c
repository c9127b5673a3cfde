/* elf_check.c - is this a program that a kernel can run with nothing else around? */
#include "host-tools/mkguestinitrd/elf_check.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

struct elf {
	const struct buffer *file;
	bool wide; /* ELFCLASS64 */
	bool big;  /* ELFDATA2MSB */
};

/* The fields that are read, by class: offset and size in bytes. */
struct place {
	size_t offset, size;
};
#define PLACES(type32, type64, member)                                                     \
	{                                                                                  \
		{ offsetof(type32, member), sizeof(((type32 *)0)->member) },               \
		{ offsetof(type64, member), sizeof(((type64 *)0)->member) },               \
	}
#define HEADER_PLACES(member) PLACES(Elf32_Ehdr, Elf64_Ehdr, member)
static const struct place elf_type[2] = HEADER_PLACES(e_type);
static const struct place elf_entry[2] = HEADER_PLACES(e_entry);
static const struct place elf_phoff[2] = HEADER_PLACES(e_phoff);
static const struct place elf_phnum[2] = HEADER_PLACES(e_phnum);
static const struct place elf_phentsize[2] = HEADER_PLACES(e_phentsize);
static const struct place elf_p_type[2] = PLACES(Elf32_Phdr, Elf64_Phdr, p_type);

/* The caller has checked that base + place lies in the file. */
static uint64_t elf_number(const struct elf *elf, size_t base, const struct place places[2])
{
	struct place place = places[elf->wide];
	uint64_t value = 0;

	for (size_t i = 0; i < place.size; i++) {
		size_t shift = 8 * (elf->big ? place.size - 1 - i : i);

		value |= (uint64_t)elf->file->data[base + place.offset + i] << shift;
	}
	return value;
}

/* False when the file is no ELF file, or ends within its header. */
static bool elf_open(const struct buffer *file, struct elf *ret)
{
	unsigned char class, data;

	if (file->size < sizeof(Elf32_Ehdr) || memcmp(file->data, ELFMAG, SELFMAG) != 0)
		return false;
	class = file->data[EI_CLASS];
	data = file->data[EI_DATA];
	if ((class != ELFCLASS32 && class != ELFCLASS64) ||
	    (data != ELFDATA2LSB && data != ELFDATA2MSB) ||
	    (class == ELFCLASS64 && file->size < sizeof(Elf64_Ehdr)))
		return false;
	*ret = (struct elf){
		.file = file,
		.wide = class == ELFCLASS64,
		.big = data == ELFDATA2MSB,
	};
	return true;
}

/* Returns 1 if a program header of this type is there, 0 if not, -ENOEXEC for a broken table. */
static int elf_has_segment(const struct elf *elf, uint32_t type)
{
	uint64_t offset = elf_number(elf, 0, elf_phoff);
	uint64_t count = elf_number(elf, 0, elf_phnum);
	size_t size = elf->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);

	if (count > 0 && elf_number(elf, 0, elf_phentsize) != size)
		return -ENOEXEC;
	if (offset > elf->file->size || count > (elf->file->size - offset) / size)
		return -ENOEXEC;
	for (uint64_t i = 0; i < count; i++)
		if (elf_number(elf, (size_t)(offset + i * size), elf_p_type) == type)
			return 1;
	return 0;
}

int elf_check_static(const struct buffer *program, const char *name, struct error *e)
{
	struct elf elf;
	uint64_t type;
	int loader;

	if (!elf_open(program, &elf))
		return error_set(e, ENOEXEC, "'%s' is not an ELF program", name);
	type = elf_number(&elf, 0, elf_type);
	if ((type != ET_EXEC && type != ET_DYN) || elf_number(&elf, 0, elf_entry) == 0)
		return error_set(e, ENOEXEC, "'%s' is an ELF file, but not a program", name);
	loader = elf_has_segment(&elf, PT_INTERP);
	if (loader < 0 || elf_has_segment(&elf, PT_LOAD) != 1)
		return error_set(e, ENOEXEC, "'%s' is a damaged ELF program", name);
	if (loader > 0)
		return error_set(e, ENOEXEC,
				 "'%s' is linked dynamically: the initrd has no libraries (link it "
				 "with -static)", name);
	return 0;
}

int elf_check_module(const struct buffer *object, const char *name, struct error *e)
{
	struct elf elf;

	if (!elf_open(object, &elf) || elf_number(&elf, 0, elf_type) != ET_REL)
		return error_set(e, ENOEXEC, "'%s' is not a kernel module", name);
	return 0;
}
