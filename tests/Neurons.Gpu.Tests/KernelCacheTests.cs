namespace Neurons.Gpu.Tests;

public sealed class KernelCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [DeviceFact]
    public void What_is_not_compiled_leaves_no_file_and_the_message_shows_the_line()
    {
        var kernels = Path.Combine(_folder, "kernels");
        var source = Prelude.Of(TestDevice.Device.Language, Precision.Float32) + "KERNEL wrong(GLOBAL real* x)\n{\n    x[0] = nowhere;\n}\n";
        var problem = Assert.Throws<DeviceException>(() => new KernelCache(TestDevice.Device, kernels).Get(source, "wrong"));
        Assert.Contains("x[0] = nowhere;", problem.Message);
        Assert.False(Directory.Exists(kernels) && Directory.EnumerateFileSystemEntries(kernels).Any());
    }

    [DeviceFact]
    public void Caches_of_one_folder_that_compile_at_once_leave_one_whole_file()
    {
        var device = TestDevice.Device;
        var kernels = Path.Combine(_folder, "kernels");
        var source = ToolsText.Of(device.Language, Precision.Float32) + "// of many caches\n";
        Parallel.For(0, 4, _ => new KernelCache(device, kernels).Get(source, ToolsText.Fill));
        var written = File.ReadAllBytes(Assert.Single(Directory.GetFileSystemEntries(kernels)));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(written.AsSpan(32)), written[..32]);
    }

    [DeviceFact]
    public void A_compiled_kernel_is_kept_on_disk_and_runs_from_there_and_a_damaged_file_is_as_good_as_none()
    {
        var device = TestDevice.Device;
        var source = ToolsText.Of(device.Language, Precision.Float32) + "// of the cache's test\n";
        var kernels = Path.Combine(_folder, "kernels");
        Runs(new(device, kernels));
        var file = Assert.Single(Directory.GetFiles(kernels));
        var written = File.ReadAllBytes(file);
        Runs(new(device, kernels));
        File.WriteAllBytes(file, written[..^5]);
        Runs(new(device, kernels));
        Assert.Equal(written.Length, new FileInfo(file).Length);

        void Runs(KernelCache cache)
        {
            using var tensor = device.Zeros<float>(100);
            cache.Get(source, ToolsText.Fill).Run(100, new KernelArguments().Add(100u).Add(tensor.Memory).Add(2.5, Precision.Float32));
            Assert.All(tensor.ToTensor().ToArray(), value => Assert.Equal(2.5f, value));
        }
    }
}
