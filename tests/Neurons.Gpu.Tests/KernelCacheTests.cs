namespace Neurons.Gpu.Tests;

public sealed class KernelCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, true);

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
