using System.Runtime.InteropServices;

namespace Neurons.Gpu;

/// <summary>The functions of OpenCL 1.2 that are used, as its headers declare them.</summary>
internal static unsafe partial class OpenCl
{
    public const int Success = 0;
    public const ulong AllDevices = 0xFFFFFFFF, Cpu = 1 << 1, Gpu = 1 << 2;
    public const uint PlatformVersion = 0x0901;

    public const uint DeviceType = 0x1000, DeviceLargestAllocation = 0x1010, DeviceSingle = 0x101B, DeviceMemory = 0x101F;
    public const uint DeviceAvailable = 0x1027, DeviceCompiler = 0x1028, DeviceName = 0x102B, DriverVersion = 0x102D, DeviceVersion = 0x102F;
    public const uint DeviceDouble = 0x1032;
    public const ulong Denormals = 1 << 0, RoundsToNearest = 1 << 2, RoundsQuotients = 1 << 7;

    public const uint BuildLog = 0x1183, ProgramBinarySizes = 0x1165, ProgramBinaries = 0x1166;
    public const uint Blocking = 1;
    public const ulong MapToRead = 1 << 0, ReadWrite = 1 << 0, UseHostPointer = 1 << 3;

    /// <summary>The name of an error.</summary>
    public static string Error(int code) => code switch
    {
        -2 => "the device is not available",
        -3 => "the driver has no compiler",
        -4 => "the memory can't be allocated (CL_MEM_OBJECT_ALLOCATION_FAILURE)",
        -5 => "the device is out of resources (CL_OUT_OF_RESOURCES)",
        -6 => "this machine is out of memory (CL_OUT_OF_HOST_MEMORY)",
        -11 => "the source is not compiled (CL_BUILD_PROGRAM_FAILURE)",
        -34 => "the context is lost (CL_INVALID_CONTEXT)",
        -36 => "the queue is lost (CL_INVALID_COMMAND_QUEUE)",
        -38 => "the memory is not the device's (CL_INVALID_MEM_OBJECT)",
        -61 => "the size is not allowed (CL_INVALID_BUFFER_SIZE)",
        _ => $"OpenCL's error {code}",
    };

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clGetPlatformIDs(uint count, nint* platforms, uint* found);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clGetPlatformInfo(nint platform, uint what, nuint size, void* value, nuint* actual);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clGetDeviceIDs(nint platform, ulong type, uint count, nint* devices, uint* found);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clGetDeviceInfo(nint device, uint what, nuint size, void* value, nuint* actual);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial nint clCreateContext(nint* properties, uint count, nint* devices, nint notify, nint data, int* error);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial nint clCreateCommandQueue(nint context, nint device, ulong properties, int* error);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clEnqueueMarkerWithWaitList(nint queue, uint events, nint* waitFor, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clEnqueueBarrierWithWaitList(nint queue, uint events, nint* waitFor, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clReleaseEvent(nint done);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial nint clCreateBuffer(nint context, ulong flags, nuint size, void* host, int* error);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clReleaseMemObject(nint memory);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clEnqueueWriteBuffer(
        nint queue, nint buffer, uint blocking, nuint offset, nuint size, void* source, uint events, nint* waitFor, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clEnqueueReadBuffer(
        nint queue, nint buffer, uint blocking, nuint offset, nuint size, void* target, uint events, nint* waitFor, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial nint clEnqueueMapBuffer(
        nint queue, nint buffer, uint blocking, ulong flags, nuint offset, nuint size, uint events, nint* waitFor, nint* done, int* error);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clEnqueueUnmapMemObject(nint queue, nint memory, nint place, uint events, nint* waitFor, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clEnqueueCopyBuffer(
        nint queue, nint source, nint target, nuint sourceOffset, nuint targetOffset, nuint size, uint events, nint* waitFor, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial nint clCreateProgramWithSource(nint context, uint count, byte** sources, nuint* lengths, int* error);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial nint clCreateProgramWithBinary(
        nint context, uint count, nint* devices, nuint* lengths, byte** binaries, int* status, int* error);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clBuildProgram(nint program, uint count, nint* devices, byte* options, nint notify, nint data);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clGetProgramBuildInfo(nint program, nint device, uint what, nuint size, void* value, nuint* actual);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clGetProgramInfo(nint program, uint what, nuint size, void* value, nuint* actual);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clReleaseProgram(nint program);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial nint clCreateKernel(nint program, byte* name, int* error);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clSetKernelArg(nint kernel, uint index, nuint size, void* value);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clEnqueueNDRangeKernel(
        nint queue, nint kernel, uint dimensions, nuint* offset, nuint* global, nuint* local, uint events, nint* waitFor, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clFlush(nint queue);

    [LibraryImport(NativeLibraries.OpenCl)]
    internal static partial int clFinish(nint queue);
}
