//! A caller that keeps its connection and reads answers to their end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// One caller.
pub(crate) struct Client {
    address: String,
    connection: Option<BufReader<TcpStream>>,
}

impl Client {
    pub(crate) fn new(address: &str) -> Self {
        Self { address: address.to_owned(), connection: None }
    }

    /// The status of an answer that was read whole.
    pub(crate) fn get(&mut self, path: &str) -> Result<u16, String> {
        let answer = self.exchange(path);
        if answer.is_err() {
            self.connection = None;
        }
        answer.map_err(|error| error.to_string())
    }

    fn exchange(&mut self, path: &str) -> std::io::Result<u16> {
        let mut stream = match self.connection.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(&self.address)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_mins(1)))?;
                BufReader::new(stream)
            }
        };
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.get_mut().write_all(head.as_bytes())?;
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let broken = || std::io::Error::other("the answer is broken");
        let status =
            line.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or_else(broken)?;
        let (mut length, mut is_chunked, mut is_closed) = (0_u64, false, false);
        loop {
            line.clear();
            if stream.read_line(&mut line)? == 0 {
                return Err(broken());
            }
            let header = line.trim().to_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(text) = header.strip_prefix("content-length:") {
                length = text.trim().parse().map_err(|_| broken())?;
            }
            is_chunked |= header == "transfer-encoding: chunked";
            is_closed |= header == "connection: close";
        }
        if is_chunked {
            loop {
                line.clear();
                stream.read_line(&mut line)?;
                let size = u64::from_str_radix(line.trim(), 16).map_err(|_| broken())?;
                std::io::copy(&mut stream.by_ref().take(size + 2), &mut std::io::sink())?;
                if size == 0 {
                    break;
                }
            }
        } else {
            std::io::copy(&mut stream.by_ref().take(length), &mut std::io::sink())?;
        }
        if !is_closed {
            self.connection = Some(stream);
        }
        Ok(status)
    }
}
