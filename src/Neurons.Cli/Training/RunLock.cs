namespace Neurons.Cli.Training;

/// <summary>
/// Keeps other runs out of a folder as long as it is held. The system releases it when the process ends, so a killed run keeps nobody out;
/// its file is taken over by the next.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const string Name = ".lock";

    /// <summary>
    /// What the system says of a file that another process has locked: EWOULDBLOCK of Linux and macOS, a sharing violation of Windows.
    /// </summary>
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private RunLock(string folder, FileStream file) => (Folder, _file) = (folder, file);

    public string Folder { get; }

    /// <exception cref="UserError">Another run has the folder, or no file can be created in it.</exception>
    public static RunLock Take(string folder) =>
        TryTake(folder) ?? throw new UserError($"{folder} is the folder of another run, which goes on; wait for it, or choose another folder.");

    /// <summary>The lock of a folder; null while another has it.</summary>
    public static RunLock? TryTake(string folder)
    {
        var path = Path.Combine(folder, Name);
        while (true)
        {
            try
            {
                var file = new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
                // A run that ended meanwhile may have removed the file between its opening here and its locking.
                if (File.Exists(path)) return new(folder, file);
                file.Dispose();
            }
            catch (FileNotFoundException)
            {
                // The system's message would name a file that the user has not asked for.
                throw new UserError($"{folder}: no file can be created in this folder.");
            }
            catch (UnauthorizedAccessException)
            {
                throw new UserError($"{folder}: permission denied.");
            }
            catch (IOException problem) when (Locked.Contains(problem.HResult))
            {
                return null;
            }
            catch (IOException problem)
            {
                throw new UserError($"{folder}: no file can be created in this folder: {problem.Message.Split(" : '")[0]}.");
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
